package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;

/** Sums over the directions at every point. */
final class DirectionSums {

  private DirectionSums() {}

  /**
   * Σ_r weights(i, r) · rows(i, r, a), {@code [n, a]}.
   *
   * @param rows {@code [n, V, a]}, or {@code [1, V, a]} where they are the same for all points
   * @param weights {@code [n, V]}
   */
  static INDArray weighted(INDArray rows, INDArray weights) {
    if (rows.size(0) == 1) {
      INDArray sum =
          Nd4j.createUninitialized(rows.dataType(), new long[] {weights.rows(), rows.size(2)}, 'f');
      return Products.gemm(
          weights, rows.reshape('f', rows.size(1), rows.size(2)), sum, false, false, 1, 0);
    }
    return rows.mul(Tensors.below(weights)).sum(1);
  }
}
