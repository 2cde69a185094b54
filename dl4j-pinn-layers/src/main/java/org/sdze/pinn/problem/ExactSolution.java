package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A solution in closed form, u*(x) = (1 − ‖x‖²) v(x) on the unit ball.
 *
 * <p>Immutable once made, thread-safe. Every call costs O(d) a point, and no array beside the
 * points and the coefficients is larger than a tile of columns.
 */
public interface ExactSolution extends Solution {

  /** The name of the family, in lower case with hyphens. */
  String name();

  /** The dimension d. */
  int dimension();

  /**
   * u* and Δu* at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   */
  ExactValues at(INDArray points);

  @Override
  default double[] values(INDArray points) {
    return at(points).value();
  }

  /**
   * The affine function v(0) + x·∇v(0) at the rows of {@code points}: the Taylor expansion of the
   * factor v at the centre, to first order.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   */
  double[] affineFactor(INDArray points);
}
