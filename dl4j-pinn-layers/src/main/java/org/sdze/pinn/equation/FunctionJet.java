package org.sdze.pinn.equation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/**
 * A known function f at n points: its value, its gradient in the form ∇f(i) = s(i) q(i), and its
 * Laplacian.
 *
 * <p>A radial function f = φ(‖x‖²) has q = x, s = 2φ′, Δf = 4‖x‖²φ″ + 2dφ′: handing over the very
 * points as its field saves a product with the first layer's weights in every step.
 *
 * @param value f, {@code [n]}
 * @param slope s, {@code [n]}
 * @param field q, {@code [n, d]}, of the points' type; not changed by whoever reads it
 * @param laplacian Δf, {@code [n]}
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
public record FunctionJet(double[] value, double[] slope, INDArray field, double[] laplacian) {

  public FunctionJet {
    Argument.given("value", value);
    Argument.given("slope", slope);
    Argument.given("field", field);
    Argument.given("laplacian", laplacian);
    if (slope.length != value.length
        || laplacian.length != value.length
        || field.rank() != 2
        || field.size(0) != value.length) {
      throw Argument.refused(
          "a function at %d points must have as many slopes, rows of its gradient and Laplacians, had %d, %d and %d",
          value.length, slope.length, field.size(0), laplacian.length);
    }
  }

  /**
   * A function with that gradient.
   *
   * @param value f, {@code [n]}
   * @param gradient ∇f, {@code [n, d]}
   * @param laplacian Δf, {@code [n]}
   * @throws IllegalArgumentException if these are not of as many points
   */
  public static FunctionJet of(double[] value, INDArray gradient, double[] laplacian) {
    Argument.given("value", value);
    double[] ones = new double[value.length];
    java.util.Arrays.fill(ones, 1);
    return new FunctionJet(value, ones, gradient, laplacian);
  }
}
