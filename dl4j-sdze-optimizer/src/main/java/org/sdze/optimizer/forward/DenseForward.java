package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;

/** A dense layer: z = x W + b with x {@code [rows, in]}, z {@code [rows, out]}. */
public record DenseForward() implements LinearUse {

  @Override
  public void weights(
      INDArray input, INDArray credit, double scale, long from, long to, INDArray tile) {
    INDArray columns =
        from == 0 && to == input.columns()
            ? input
            : input.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
    Products.gemm(columns, credit, tile, true, false, scale, 0);
  }

  @Override
  public INDArray bias(INDArray credit, double scale) {
    return credit.sum(true, 0).muli(scale);
  }
}
