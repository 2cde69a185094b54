package org.sdze.optimizer.wide;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Rows of a matrix. */
final class MatrixRows {

  private MatrixRows() {}

  /** A view; the matrix itself where they are all. */
  static INDArray of(INDArray matrix, long from, long to) {
    return from == 0 && to == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
