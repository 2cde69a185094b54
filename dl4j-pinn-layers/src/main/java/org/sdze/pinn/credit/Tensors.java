package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;

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

  /** Some rows of a matrix, in order: the matrix itself where they are all. */
  static INDArray rows(INDArray matrix, int[] rows) {
    if (rows.length == matrix.rows()) {
      return matrix;
    }
    INDArray chosen =
        Nd4j.createUninitialized(
            matrix.dataType(), new long[] {rows.length, matrix.columns()}, 'f');
    for (int k = 0; k < rows.length; k++) {
      chosen.getRow(k).assign(matrix.getRow(rows[k]));
    }
    return chosen;
  }

  /** Some slices {@code [n, m]} of {@code [n, m, l]}, in order: the tensor itself where all. */
  static INDArray slices(INDArray tensor, int[] indices) {
    if (indices.length == tensor.size(2)) {
      return tensor;
    }
    INDArray chosen =
        Nd4j.createUninitialized(
            tensor.dataType(), new long[] {tensor.size(0), tensor.size(1), indices.length}, 'f');
    for (int k = 0; k < indices.length; k++) {
      last(chosen, k).assign(last(tensor, indices[k]));
    }
    return chosen;
  }

  /** Columns {@code from} to {@code to} of a matrix as a view: the matrix itself where all. */
  static INDArray columns(INDArray matrix, int from, int to) {
    return from == 0 && to == matrix.columns()
        ? matrix
        : matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  /**
   * The inverse of {@link #columns(INDArray, int[])}: a matrix of that width, 0 in the columns not
   * named.
   */
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
   * @param scratch of the shape of {@code out}
   */
  static void contract(INDArray below, INDArray above, INDArray out, INDArray scratch) {
    if (below.size(0) == 1) { // one product over all points, between two exchanges of axes
      INDArray images = below.reshape('f', below.size(1), below.size(2));
      INDArray rows = exchange(above, null);
      INDArray product = scratch.reshape('f', out.size(0), out.size(2), out.size(1)); // [n, l, a]
      Products.gemm(flat(rows), images, flat(product), false, false, 1, 0);
      exchange(product, out);
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

  /**
   * The tensor {@code [n, m, k]} with its last two axes exchanged, as a dense array.
   *
   * <p>The runs of n points are gathered as rows: ten times as fast as copying a permuted view.
   *
   * @param tensor any strides in which the points of a run are next to each other
   * @param out where to write it, 'f' order; null for a new array
   */
  static INDArray exchange(INDArray tensor, @Nullable INDArray out) {
    long n = tensor.size(0);
    int m = Math.toIntExact(tensor.size(1));
    int k = Math.toIntExact(tensor.size(2));
    if (tensor.stride(1) == n * k && tensor.stride(2) == n) { // a permuted view of the answer
      INDArray answer = tensor.permute(0, 2, 1);
      return out == null ? answer : out.assign(answer);
    }
    INDArray target =
        out == null ? Nd4j.createUninitialized(tensor.dataType(), new long[] {n, k, m}, 'f') : out;
    int[] order = new int[m * k]; // row j of the target, (b, a) with b fastest, is row (a, b)
    for (int j = 0; j < order.length; j++) {
      order[j] = (j % k) * m + j / k;
    }
    Nd4j.pullRows(runs(tensor), runs(target), 1, order);
    return target;
  }

  /** The runs of n points of an 'f'-ordered tensor as the rows of a 'c'-ordered matrix. */
  private static INDArray runs(INDArray tensor) {
    return tensor.permute(2, 1, 0).reshape('c', tensor.size(1) * tensor.size(2), tensor.size(0));
  }

  /** Slice {@code [n, m]} of {@code [n, m, l]} at one index of the last axis. */
  static INDArray last(INDArray tensor, long index) {
    return tensor.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(index));
  }

  private static INDArray middle(INDArray tensor, long index) {
    return tensor.get(NDArrayIndex.all(), NDArrayIndex.point(index), NDArrayIndex.all());
  }
}
