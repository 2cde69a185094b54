package org.sdze.pinn.equation;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;

/**
 * The trial function u = C_s g + c (T − t) N of a terminal value g, s = √(2κ(T − t)): for u_t + κΔu
 * + f(u, ∇u) = 0 the addend solves the equation without f up to terms of fourth order, and N learns
 * what f adds. The lift u = g + (T − t) N fails where g varies on a scale that Brownian paths leave
 * at once. Source: docs/method.md §6a.
 *
 * @param value g and its cubature
 * @param diffusion κ, positive
 * @param end T, positive
 * @param scale c, of what N learns, positive
 */
public record CubatureLift(TerminalValue value, double diffusion, double end, double scale)
    implements TerminalConstraint {

  /** Below it s counts as that: the derivative of s by time has no bound at the end. */
  private static final double LEAST_DEVIATION = 1e-6;

  public CubatureLift {
    Argument.given("terminal value", value);
    Argument.positive("diffusion", diffusion);
    Argument.positive("end", end);
    Argument.positive("scale", scale);
  }

  @Override
  public FunctionJet factor(INDArray points) {
    double[] values = HostArrays.copy(points.getColumn(points.columns() - 1, true).dup('f'));
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (end - values[i]);
    }
    double[] slopes = new double[values.length];
    Arrays.fill(slopes, -scale);
    INDArray time = Nd4j.zeros(points.dataType(), points.rows(), points.columns()).dup('f');
    time.getColumn(points.columns() - 1).assign(1);
    return new FunctionJet(values, slopes, time, new double[values.length]);
  }

  @Override
  public FunctionJet addend(INDArray points) {
    double[][] at = HostArrays.rows(points);
    int n = at.length;
    int dimension = points.columns();
    double[] values = new double[n];
    double[] laplacians = new double[n];
    double[] gradients = new double[n * dimension];
    IntStream.range(0, n)
        .parallel()
        .forEach(
            i -> {
              double left = Math.max(0, end - at[i][dimension - 1]);
              double s = Math.max(LEAST_DEVIATION, Math.sqrt(2 * diffusion * left));
              TerminalValue.Smoothed g = value.smoothed(at[i], s, -diffusion / s);
              values[i] = g.value();
              laplacians[i] = g.laplacian();
              for (int axis = 0; axis < dimension; axis++) {
                gradients[axis * n + i] = g.gradient()[axis];
              }
            });
    INDArray gradient = Nd4j.create(gradients, new long[] {n, dimension}, 'f');
    return FunctionJet.of(values, gradient.castTo(points.dataType()), laplacians);
  }
}
