package org.sdze.optimizer.step;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.LinearSolver;
import org.sdze.optimizer.argument.Argument;

/**
 * Solves (K + λ·mean(diag K)·I) α = b for n samples, in double (docs/method.md §4). Owns its
 * buffers; used by one thread.
 */
public final class SampleSpaceSolver {

  private final LinearSolver solver = new LinearSolver();
  private double[] matrix = {};

  /**
   * The solution α, {@code [n]}.
   *
   * @param kernel n K, {@code [n, n]}, 'f' order
   * @param symmetric whether K is symmetric, and positive semidefinite up to round-off: then only
   *     its lower triangle is read
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
    if (matrix.length != n * n) {
      matrix = new double[n * n];
    }
    double sum = Elementwise.divide(kernel, n, symmetric, matrix);
    double trace = 0;
    for (int j = 0; j < n; j++) {
      trace += matrix[j * n + j];
    }
    if (!Double.isFinite(trace) || !Double.isFinite(sum)) {
      return unknown(n);
    }
    for (int i = 0; i < n; i++) {
      matrix[i * n + i] += damping * Math.abs(trace) / n + Double.MIN_NORMAL;
    }
    double[] x = right.clone();
    if (symmetric) {
      if (solver.solvePositive(matrix, x)) {
        return x;
      }
      // Round-off of single precision made K indefinite by more than the damping.
      for (int j = 0; j < n; j++) {
        for (int i = j + 1; i < n; i++) {
          matrix[i * n + j] = matrix[j * n + i];
        }
      }
    }
    return solver.solve(matrix, x) ? x : unknown(n);
  }

  private static double[] unknown(int n) {
    double[] values = new double[n];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
