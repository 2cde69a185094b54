package org.sdze.optimizer.step;

import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;

/**
 * Solves (K + λ·mean(diag K)·I) α = b for n samples, in double (docs/method.md §4). Owns its
 * buffers; used by one thread.
 */
public final class SampleSpaceSolver {

  private final Workspace workspace = new Workspace(DataType.DOUBLE);

  /**
   * The solution α, {@code [n]}.
   *
   * @param kernel n K, {@code [n, n]}, 'f' order, as {@code SampleRows.gram} gives it
   * @param symmetric whether K is symmetric, and positive semidefinite up to round-off
   * @param damping λ
   * @param right b, {@code [n]}
   * @return NaN everywhere if K is not finite, or is singular in spite of the damping
   */
  public double[] solve(INDArray kernel, boolean symmetric, double damping, double[] right) {
    int n = Argument.given("right side", right).length;
    Argument.matrix("kernel", kernel);
    if (kernel.rows() != n || kernel.columns() != n) {
      throw new IllegalArgumentException(
          "kernel must have " + n + " rows and columns, was " + Arrays.toString(kernel.shape()));
    }
    INDArray matrix = workspace.buffer("matrix", n, n);
    matrix.assign(kernel).muli(1.0 / n);
    INDArray diagonal = diagonal(matrix);
    double trace = diagonal.sumNumber().doubleValue();
    if (!Double.isFinite(trace) || !Double.isFinite(matrix.sumNumber().doubleValue())) {
      return unknown(n);
    }
    diagonal.addi(damping * Math.abs(trace) / n + Double.MIN_NORMAL);
    if (!symmetric) {
      return solveGeneral(matrix, right);
    }
    try {
      return BlockCholesky.solve(matrix, right, workspace);
    } catch (MathRuntimeException e) {
      // Round-off of single precision made K indefinite by more than the damping.
      matrix.assign(kernel).muli(1.0 / n);
      diagonal(matrix).addi(damping * Math.abs(trace) / n);
      return solveGeneral(matrix, right);
    }
  }

  /** The diagonal as a view. */
  private static INDArray diagonal(INDArray matrix) {
    long n = matrix.rows();
    return matrix
        .reshape('f', 1, n * n)
        .get(NDArrayIndex.all(), NDArrayIndex.interval(0, Math.min(n + 1, n * n), n * n));
  }

  private static double[] solveGeneral(INDArray matrix, double[] right) {
    try {
      return new LUDecomposition(new Array2DRowRealMatrix(HostArrays.rows(matrix), false))
          .getSolver()
          .solve(new ArrayRealVector(right, false))
          .toArray();
    } catch (MathRuntimeException e) {
      return unknown(right.length);
    }
  }

  private static double[] unknown(int n) {
    double[] values = new double[n];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
