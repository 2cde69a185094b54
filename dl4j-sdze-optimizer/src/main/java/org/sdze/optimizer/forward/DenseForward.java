package org.sdze.optimizer.forward;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;

/** A dense layer: z = x W + b with x {@code [rows, in]}, z {@code [rows, out]}. */
public record DenseForward() implements LinearMap {

  @Override
  public boolean fits(INDArray input, INDArray weights) {
    return input.rank() == 2 && input.columns() == weights.rows();
  }

  @Override
  public INDArray values(INDArray input, INDArray weights, @Nullable INDArray bias) {
    long[] shape = {input.rows(), weights.columns()};
    INDArray values = Nd4j.createUninitialized(weights.dataType(), shape, 'c');
    Products.gemm(weights, input.transpose(), values.transpose(), true, false, 1, 0);
    return bias == null ? values : values.addiRowVector(bias);
  }

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
