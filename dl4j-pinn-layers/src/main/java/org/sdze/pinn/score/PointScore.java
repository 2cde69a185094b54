package org.sdze.pinn.score;

import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ReferenceValue;

/**
 * A trial function u = g + w N at the one point where a problem's reference value is known, beside
 * what it is there without a network. Source: docs/method.md §6a.
 *
 * @param value u
 * @param liftAlone g
 * @param reference u*
 */
public record PointScore(double value, double liftAlone, double reference) {

  /**
   * The score of a network.
   *
   * @param problem with a reference value
   * @param network gives N at points, {@code [1]}
   * @param type of the network's numbers
   * @throws IllegalStateException if the problem has no reference value
   */
  public static PointScore of(
      Problem problem, Function<INDArray, double[]> network, DataType type) {
    ReferenceValue reference = problem.reference();
    if (reference == null) {
      throw new IllegalStateException("no value of " + problem.name() + " is known at a point");
    }
    INDArray point = reference.row(type);
    double u = problem.constraint().trialValues(point, network.apply(point))[0];
    double alone = problem.constraint().addendValues(point)[0];
    return new PointScore(u, alone, reference.value());
  }

  /** |u − u*| / |u*|. */
  public double relativeError() {
    return Math.abs(value - reference) / Math.abs(reference);
  }

  /** |g − u*| / |u*|: the error of N = 0. */
  public double liftAloneError() {
    return Math.abs(liftAlone - reference) / Math.abs(reference);
  }
}
