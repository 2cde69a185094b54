package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Gram matrices of the rows of long matrices. */
public final class RowProducts {

  // Four blocks of rows save 3 of 8 multiplications; more would make the products too small.
  private static final int BLOCKS = 4;
  private static final long WORTH_BLOCKING = 1 << 18;

  private RowProducts() {}

  /**
   * Adds a matrix with the same symmetric part as scale · A Aᵀ: its lower triangle of blocks, with
   * the blocks below the diagonal doubled.
   *
   * @param rows A, {@code [n, m]}, 'f' order
   * @param kernel {@code [n, n]}, 'f' order, added to
   */
  public static void addHalfGram(INDArray rows, double scale, INDArray kernel) {
    int n = Math.toIntExact(rows.rows());
    if (rows.length() < WORTH_BLOCKING || n < 16 * BLOCKS) {
      Nd4j.gemm(rows, rows, kernel, false, true, scale, 1);
      return;
    }
    for (int block = 0; block < BLOCKS; block++) {
      int from = block * n / BLOCKS;
      int to = (block + 1) * n / BLOCKS;
      INDArray left = part(rows, from, to);
      addProduct(left, left, scale, kernel, from, to, from, to);
      if (block > 0) {
        addProduct(left, part(rows, 0, from), 2 * scale, kernel, from, to, 0, from);
      }
    }
  }

  private static void addProduct(
      INDArray a, INDArray b, double scale, INDArray kernel, int top, int bottom, int left, int right) {
    INDArray product =
        Nd4j.createUninitialized(kernel.dataType(), new long[] {bottom - top, right - left}, 'f');
    Nd4j.gemm(a, b, product, false, true, scale, 0);
    kernel
        .get(NDArrayIndex.interval(top, bottom), NDArrayIndex.interval(left, right))
        .addi(product);
  }

  private static INDArray part(INDArray rows, int from, int to) {
    return rows.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
