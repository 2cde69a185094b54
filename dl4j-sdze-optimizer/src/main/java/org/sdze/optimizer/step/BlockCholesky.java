package org.sdze.optimizer.step;

import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;

/**
 * Solves a symmetric positive definite system of a few hundred equations by blocks of columns.
 *
 * <p>The products are matrix products in double on the device; only the diagonal blocks are
 * factored on the host, by Hipparchus. For 400 equations that is three times as fast as Hipparchus
 * alone, and ten times as fast as ND4J's own solver (docs/decisions).
 */
final class BlockCholesky {

  private static final int BLOCK = 80;

  private BlockCholesky() {}

  /**
   * The solution of A x = b.
   *
   * @param matrix A, {@code [n, n]}, double, 'f' order, symmetric; destroyed
   * @param right b, {@code [n]}
   * @param workspace double; holds L
   * @return x, {@code [n]}
   * @throws MathRuntimeException if A is not positive definite
   */
  static double[] solve(INDArray matrix, double[] right, Workspace workspace) {
    int n = right.length;
    INDArray lower = workspace.buffer("lower", n, n);
    double[] x = right.clone();
    double[][][] inverses = new double[(n + BLOCK - 1) / BLOCK][][];
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      INDArray columns = columns(matrix, from, to);
      if (from > 0) { // all rows at once: a block of columns is contiguous, a part of it is not
        INDArray done = columns(lower, 0, from);
        Nd4j.gemm(done, rows(done, from, to), columns, false, true, -1, 1);
      }
      double[][] inverse = inverseFactor(HostArrays.rows(rows(columns, from, to)));
      inverses[from / BLOCK] = inverse;
      INDArray factor = Nd4j.create(inverse).dup('f');
      Nd4j.gemm(columns, factor, columns(lower, from, to), false, true, 1, 0);
    }
    substitute(HostArrays.rows(lower), inverses, x);
    return x;
  }

  /** L⁻¹ of the Cholesky factor L of a small matrix. */
  private static double[][] inverseFactor(double[][] block) {
    int size = block.length;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        block[j][i] = block[i][j]; // exactly symmetric, as Hipparchus asks
      }
    }
    double[][] l =
        new CholeskyDecomposition(new Array2DRowRealMatrix(block, false), 0, 0).getL().getData();
    double[][] inverse = new double[size][size];
    for (int i = 0; i < size; i++) {
      double[] row = inverse[i];
      for (int k = 0; k < i; k++) {
        double factor = l[i][k];
        for (int j = 0; j <= k; j++) {
          row[j] -= factor * inverse[k][j];
        }
      }
      row[i] = 1;
      for (int j = 0; j <= i; j++) {
        row[j] /= l[i][i];
      }
    }
    return inverse;
  }

  /** x ← L⁻ᵀ L⁻¹ x, block by block. */
  private static void substitute(double[][] l, double[][][] inverses, double[] x) {
    int n = x.length;
    for (int from = 0; from < n; from += BLOCK) {
      int to = Math.min(n, from + BLOCK);
      for (int i = from; i < to; i++) {
        for (int j = 0; j < from; j++) {
          x[i] -= l[i][j] * x[j];
        }
      }
      double[][] inverse = inverses[from / BLOCK];
      for (int i = to - 1; i >= from; i--) {
        double sum = 0;
        for (int j = from; j <= i; j++) {
          sum += inverse[i - from][j - from] * x[j];
        }
        x[i] = sum;
      }
    }
    for (int from = (n - 1) / BLOCK * BLOCK; from >= 0; from -= BLOCK) {
      int to = Math.min(n, from + BLOCK);
      double[][] inverse = inverses[from / BLOCK];
      for (int i = from; i < to; i++) {
        double sum = 0;
        for (int j = i; j < to; j++) {
          sum += inverse[j - from][i - from] * x[j];
        }
        x[i] = sum;
      }
      for (int j = from; j < to; j++) {
        for (int i = 0; i < from; i++) {
          x[i] -= l[j][i] * x[j];
        }
      }
    }
  }

  private static INDArray columns(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  private static INDArray rows(INDArray matrix, int from, int to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
