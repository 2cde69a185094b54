package org.sdze.optimizer.wide;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;

/**
 * Vectors that are held, in an array of ND4J's.
 *
 * @param vectors X, {@code [n, d]}, float or double, 'f' order; not to be changed
 */
public record HeldPoints(INDArray vectors) implements PointBatch {

  public HeldPoints {
    Argument.matrix("vectors", vectors);
  }

  @Override
  public long count() {
    return vectors.rows();
  }

  @Override
  public long dimension() {
    return vectors.columns();
  }

  @Override
  public DataType dataType() {
    return vectors.dataType();
  }

  @Override
  public INDArray columns(long from, long to) {
    return from == 0 && to == dimension()
        ? vectors
        : vectors.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  @Override
  public long tile() {
    return dimension();
  }
}
