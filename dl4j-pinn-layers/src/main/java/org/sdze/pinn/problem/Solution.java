package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The solution u* of a problem, where it is known: in closed form or from a reference. Thread-safe.
 */
@FunctionalInterface
public interface Solution {

  /**
   * u* at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n]}
   */
  double[] values(INDArray points);
}
