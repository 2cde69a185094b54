package org.sdze.pinn.equation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/** The right side g of an equation. Thread-safe. */
@FunctionalInterface
public interface SourceTerm {

  /**
   * g at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, 'f' order; left as it is
   * @return {@code [n]}, finite numbers
   */
  double[] at(INDArray points);

  /**
   * The same, looked over.
   *
   * @param name what a sentence calls it, such as {@code the source}
   * @throws IllegalArgumentException if there is not one finite number for each point
   */
  default double[] finiteAt(INDArray points, String name) {
    double[] values;
    try {
      values = at(points);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(name + " failed: " + PointName.reason(e), e);
    }
    if (values == null || values.length != points.rows()) {
      throw Argument.refused(
          "%s must give one number for each of %d points, gave %s",
          name, points.rows(), values == null ? "null" : values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw Argument.refused(
            "%s must be a finite number, was %s at %s", name, values[i], PointName.of(points, i));
      }
    }
    return values;
  }
}
