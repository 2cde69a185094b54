package org.sdze.pinn.problem;

import java.util.Set;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Box;
import org.sdze.pinn.domain.Cylinder;
import org.sdze.pinn.domain.PointCloud;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.Value;

/**
 * An inverse problem: how well something conducts heat, from measurements with noise. The unknown
 * coefficient κ is a further output that does not change in space and time.
 */
final class HeatCoefficient implements ProblemFactory {

  /** κ*. */
  static final double COEFFICIENT = 0.1;

  private static final int MEASUREMENTS = 200;

  /** The deviation of the noise, relative to the root of the solution's mean square. */
  private static final double NOISE = 0.01;

  private static final double WEIGHT = 100;

  private static final Operator VALUE = new Value();
  private static final Operator BY_SPACE = new Partial(0, 1);
  private static final Operator BY_TIME = new Partial(1, 1);
  private static final Operator CURVATURE = new Partial(0, 2);

  @Override
  public String name() {
    return "heat-coefficient";
  }

  @Override
  public String description() {
    return "u_t = κ u_xx on [0, 1] × [0, 1] with κ unknown, from 200 measurements of u with 1 % noise; κ = 0.1, u = exp(−κπ²t) sin πx";
  }

  @Override
  public int greatestDimension() {
    return 1;
  }

  @Override
  public Problem create(int dimension, RandomKey key) {
    Cylinder cylinder = Box.unit(1).during(1);
    UniformRandomProvider generator = key.generator();
    double[][] points = new double[MEASUREMENTS][2];
    double[] data = new double[MEASUREMENTS];
    double square = 0;
    for (int i = 0; i < MEASUREMENTS; i++) {
      points[i] = new double[] {generator.nextDouble(), generator.nextDouble()};
      data[i] = temperature(points[i]);
      square += data[i] * data[i] / MEASUREMENTS;
    }
    ZigguratSampler.NormalizedGaussian noise = ZigguratSampler.NormalizedGaussian.of(generator);
    for (int i = 0; i < MEASUREMENTS; i++) {
      data[i] += NOISE * Math.sqrt(square) * noise.sample();
    }
    PointCloud cloud = new PointCloud(points, true);
    return Problem.in(cylinder)
        .named(name())
        .outputs(2)
        .equation(
            Equation.of(
                name(),
                Set.of(VALUE, BY_TIME, CURVATURE),
                u -> u.get(0, BY_TIME) - u.get(1, VALUE) * u.get(0, CURVATURE)))
        .equation(Equation.of("κ_x = 0", Set.of(BY_SPACE), u -> u.get(1, BY_SPACE)))
        .equation(Equation.of("κ_t = 0", Set.of(BY_TIME), u -> u.get(1, BY_TIME)))
        .condition(
            "the measurements",
            cloud,
            Equation.of("u", Set.of(VALUE), u -> u.get(0, VALUE)),
            cloud.data(data)::apply,
            WEIGHT)
        .solution(HeatCoefficient::solution)
        .build();
  }

  private static double temperature(double[] x) {
    return Math.exp(-COEFFICIENT * Math.PI * Math.PI * x[1]) * Math.sin(Math.PI * x[0]);
  }

  private static double[] solution(INDArray points) {
    double[][] x = HostArrays.rows(points);
    double[] values = new double[2 * x.length];
    for (int i = 0; i < x.length; i++) {
      values[i] = temperature(x[i]);
      values[x.length + i] = COEFFICIENT;
    }
    return values;
  }
}
