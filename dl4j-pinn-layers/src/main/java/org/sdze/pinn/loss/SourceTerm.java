package org.sdze.pinn.loss;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The right side g of an equation. Thread-safe. */
@FunctionalInterface
public interface SourceTerm {

  /**
   * g at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, 'f' order; left as it is
   * @return {@code [n]}
   */
  double[] at(INDArray points);
}
