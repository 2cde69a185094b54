package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.LowRankEstimator;
import org.sdze.pinn.Moments;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.RandomDirections.Kind;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.problem.Problem;

/**
 * The variance of the low-rank estimate against smoothing: ε⁻² where the two evaluations of a
 * difference draw their own points and directions, ε⁰ where they share the step's objective.
 *
 * <p>n = 200 estimates at each of four values of ε, the total variance over all coordinates. Its
 * relative standard error is some 15 %, which moves a slope over these two decades by 0.04 where
 * the draws are independent: the bounds ±0.2 are 5 standard errors. Both samples use the same keys
 * for every ε, which makes it less.
 */
class CommonRandomNumbersTest {

  private static final RandomKey KEY = RandomKey.root(91);
  private static final double[] SMOOTHINGS = {1e-5, 5e-5, 2e-4, 1e-3};
  private static final int N = 200;

  private final DenseNetwork network =
      TestNetworks.create(DataType.DOUBLE, Activation.TANH, 1, KEY.index(0), 6, 5, 4);
  private final ResidualLoss loss =
      new LossConfig(8, new RandomDirections(Kind.RADEMACHER, 4), ResidualForm.UNBIASED)
          .collapsed(
              new Problem(
                  "test",
                  new SineGordon(),
                  new UnitBall(6),
                  HardConstraint.unitBall(),
                  points -> new double[points.rows()],
                  null),
              network);

  /** An objective that is not a value: every evaluation draws points and directions of its own. */
  private final class DrawnAnew implements Objective {
    private final RandomKey key;
    private int evaluations;

    DrawnAnew(RandomKey key) {
      this.key = key;
    }

    @Override
    public int samples() {
      return 8;
    }

    @Override
    public double[] losses(DenseNetwork of) {
      return loss.at(key.index(evaluations++)).losses(of);
    }
  }

  private double slope(IntFunction<Objective> objectives) {
    double[] variances = new double[SMOOTHINGS.length];
    for (int e = 0; e < SMOOTHINGS.length; e++) {
      LowRankEstimator estimator = new LowRankEstimator(new LowRank(2, N, 1, SMOOTHINGS[e]), KEY);
      List<Moments> moments = new ArrayList<>();
      for (int step = 0; step < N; step++) {
        double[] estimate =
            coordinates(
                estimator
                    .estimate(network, objectives.apply(step), KEY.step(step), step)
                    .gradients());
        for (int i = 0; i < estimate.length; i++) {
          if (step == 0) {
            moments.add(new Moments(0));
          }
          moments.get(i).add(estimate[i]);
        }
      }
      variances[e] = moments.stream().mapToDouble(Moments::variance).sum();
    }
    return TestNetworks.logLogSlope(SMOOTHINGS, variances);
  }

  private static double[] coordinates(List<ParameterGradient> gradients) {
    List<Double> numbers = new ArrayList<>();
    for (ParameterGradient parameter : gradients) {
      INDArray tile =
          Nd4j.createUninitialized(
              DataType.DOUBLE, new long[] {parameter.rows(), parameter.columns()}, 'f');
      parameter.read(0, parameter.rows(), tile);
      for (double number : HostArrays.copy(tile)) {
        numbers.add(number);
      }
    }
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @Test
  void withoutThemTheVarianceGrowsAsTheInverseSquareOfTheSmoothing() {
    double slope = slope(step -> new DrawnAnew(KEY.step(step).index(7)));
    assertTrue(slope > -2.2 && slope < -1.8, "slope " + slope);
  }

  @Test
  void withThemTheVarianceDoesNotDependOnTheSmoothing() {
    double slope = slope(step -> loss.at(KEY.step(step)));
    assertTrue(slope > -0.2 && slope < 0.2, "slope " + slope);
  }
}
