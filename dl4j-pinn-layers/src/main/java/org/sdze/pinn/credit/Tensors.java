package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Views and products of 'f'-ordered arrays in which the point runs fastest.
 *
 * <p>Broadcasting products write into an array of their own: ND4J takes four times as long where
 * the output is also an input.
 */
final class Tensors {

  private Tensors() {}

  /** {@code [n, a]} seen as {@code [n, a, 1]}. */
  static INDArray below(INDArray matrix) {
    return matrix.reshape('f', matrix.rows(), matrix.columns(), 1);
  }

  /** {@code [n, l]} seen as {@code [n, 1, l]}. */
  static INDArray above(INDArray matrix) {
    return matrix.reshape('f', matrix.rows(), 1, matrix.columns());
  }

  /** {@code [a, l]} seen as {@code [1, a, l]}. */
  static INDArray shared(INDArray matrix) {
    return matrix.reshape('f', 1, matrix.rows(), matrix.columns());
  }

  /** An array seen as a matrix with the last axis as its columns. */
  static INDArray flat(INDArray tensor) {
    long columns = tensor.size(tensor.rank() - 1);
    return tensor.reshape('f', tensor.length() / columns, columns);
  }

  /** Some columns of a matrix, in order: the matrix itself where they are all. */
  static INDArray columns(INDArray matrix, int[] columns) {
    if (columns.length == matrix.columns()) {
      return matrix;
    }
    INDArray chosen =
        Nd4j.createUninitialized(
            matrix.dataType(), new long[] {matrix.rows(), columns.length}, 'f');
    for (int k = 0; k < columns.length; k++) {
      chosen.getColumn(k).assign(matrix.getColumn(columns[k]));
    }
    return chosen;
  }

  /** The inverse of {@link #columns}: a matrix of that width, 0 in the columns not named. */
  static INDArray scatter(INDArray chosen, int[] columns, long width) {
    if (columns.length == width) {
      return chosen;
    }
    INDArray matrix = Nd4j.zeros(chosen.dataType(), chosen.rows(), width).dup('f');
    for (int k = 0; k < columns.length; k++) {
      matrix.getColumn(columns[k]).assign(chosen.getColumn(k));
    }
    return matrix;
  }

  /**
   * Overwrites {@code out} with Σ_r below(i, r, a) · above(i, r, l) for every point i.
   *
   * @param below {@code [1, V, a]}, the same for all points, or {@code [n, V, a]}
   * @param above {@code [n, V, l]}, any strides
   * @param out {@code [n, a, l]}, 'f' order
   * @param scratch of the shape of {@code out}; not touched where {@code below} is shared
   */
  static void contract(INDArray below, INDArray above, INDArray out, INDArray scratch) {
    if (below.size(0) == 1) {
      INDArray images = below.reshape('f', below.size(1), below.size(2));
      for (long l = 0; l < above.size(2); l++) {
        Nd4j.gemm(last(above, l), images, last(out, l), false, false, 1, 0);
      }
      return;
    }
    for (long r = 0; r < below.size(1); r++) {
      INDArray a = middle(below, r);
      INDArray b = middle(above, r);
      a = a.reshape('f', a.rows(), a.columns(), 1);
      b = b.reshape('f', b.rows(), 1, b.columns());
      if (r == 0) {
        a.mul(b, out);
      } else {
        a.mul(b, scratch);
        out.addi(scratch);
      }
    }
  }

  /** Slice {@code [n, m]} of {@code [n, m, l]} at one index of the last axis. */
  static INDArray last(INDArray tensor, long index) {
    return tensor.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(index));
  }

  private static INDArray middle(INDArray tensor, long index) {
    return tensor.get(NDArrayIndex.all(), NDArrayIndex.point(index), NDArrayIndex.all());
  }
}
