package org.sdze.optimizer.wide;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/** A matrix of the shape of W, {@code [d, h]}, in factors: what a step adds to W. */
public sealed interface WideChange {

  /**
   * Refuses changes of which one is a product with W and not the last: W would no longer be there.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void requireProductsLast(List<WideChange> changes) {
    for (int k = 0; k < changes.size() - 1; k++) {
      if (!(changes.get(k) instanceof Outer)) {
        throw Argument.refused(
            "a product with the weights must be the last of %d changes, but number %d is one",
            changes.size(), k + 1);
      }
    }
  }

  /**
   * Xᵀ C.
   *
   * @param vectors X, {@code [n, d]}
   * @param coefficients C, {@code [n, h]}, 'f' order
   */
  record Outer(PointBatch vectors, INDArray coefficients) implements WideChange {}

  /**
   * W M, a matrix in the span of W's columns. In double, since 1 + M is what a step multiplies by.
   *
   * @param m M, {@code [h, h]}, double
   */
  record Combination(INDArray m) implements WideChange {}

  /**
   * W diag(c).
   *
   * @param factors c, {@code [1, h]}
   */
  record Columns(INDArray factors) implements WideChange {}
}
