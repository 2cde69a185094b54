package org.sdze.optimizer.algebra;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.openblas.global.openblas;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Solves systems of some hundred equations in double, on this processor: by LAPACK's {@code potrf}
 * and {@code gesv}, of OpenBLAS, or where ND4J has brought another library along by Hipparchus.
 * Owns its memory, which is used again; used by one thread.
 */
public final class LinearSolver {

  private static final byte LOWER = 'L';
  private static final int FEW = 800;

  private @Nullable DoublePointer memory; // the matrix, and the right side behind it
  private @Nullable IntPointer pivots;

  private final boolean byLapack;

  /** A solver by the library that is there. */
  public LinearSolver() {
    this(Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU);
  }

  LinearSolver(boolean byLapack) {
    this.byLapack = byLapack;
  }

  /**
   * Solves A x = b for a symmetric positive definite A by its Cholesky factor.
   *
   * @param matrix A, column by column, {@code n²} numbers, all finite; only the lower triangle is
   *     read. Left as it is
   * @param x b, {@code [n]}; the solution afterwards
   * @return whether A is positive definite up to round-off; if not, {@code x} holds b still
   */
  public boolean solvePositive(double[] matrix, double[] x) {
    int n = x.length;
    if (!byLapack) {
      return solve(x, () -> new CholeskyDecomposition(symmetric(matrix, n), 0, 0).getSolver());
    }
    DoublePointer a = copy(matrix, x);
    DoublePointer right = behind(a, matrix);
    int[] failed = new int[1];
    byFewThreads(
        n,
        () -> {
          failed[0] = openblas.LAPACKE_dpotrf_work(openblas.LAPACK_COL_MAJOR, LOWER, n, a, n);
          if (failed[0] == 0) {
            openblas.LAPACKE_dpotrs_work(openblas.LAPACK_COL_MAJOR, LOWER, n, 1, a, n, right, n);
          }
        });
    if (failed[0] == 0) {
      right.get(x);
    }
    return failed[0] == 0;
  }

  /**
   * Solves A x = b for any A, by its LU factors.
   *
   * @param matrix A, column by column, {@code n²} numbers, all finite; left as it is
   * @param x b, {@code [n]}; the solution afterwards
   * @return whether A is regular; if not, {@code x} holds b still
   */
  public boolean solve(double[] matrix, double[] x) {
    int n = x.length;
    if (!byLapack) {
      return solve(x, () -> new LUDecomposition(whole(matrix, n)).getSolver());
    }
    if (pivots == null || pivots.capacity() < n) {
      pivots = new IntPointer((long) n);
    }
    DoublePointer a = copy(matrix, x);
    DoublePointer right = behind(a, matrix);
    IntPointer order = pivots;
    int[] failed = new int[1];
    byFewThreads(
        n,
        () ->
            failed[0] =
                openblas.LAPACKE_dgesv_work(
                    openblas.LAPACK_COL_MAJOR, n, 1, a, n, order, right, n));
    if (failed[0] == 0) {
      right.get(x);
    }
    return failed[0] == 0;
  }

  /** Of few equations one thread is faster than several that wait for each other. */
  private static void byFewThreads(int n, Runnable work) {
    if (n > FEW) {
      work.run();
    } else {
      SideBySide.run(1, part -> work.run());
    }
  }

  private DoublePointer copy(double[] matrix, double[] right) {
    long numbers = (long) matrix.length + right.length;
    if (memory == null || memory.capacity() < numbers) {
      memory = new DoublePointer(numbers);
    }
    memory.put(matrix);
    behind(memory, matrix).put(right);
    return memory;
  }

  private static DoublePointer behind(DoublePointer a, double[] matrix) {
    return a.getPointer(matrix.length);
  }

  /** Hipparchus refuses what has no solution. */
  private static boolean solve(double[] x, Supplier<DecompositionSolver> solver) {
    try {
      double[] solution = solver.get().solve(new ArrayRealVector(x, false)).toArray();
      System.arraycopy(solution, 0, x, 0, x.length);
      return true;
    } catch (MathRuntimeException e) {
      return false;
    }
  }

  /** The matrix that the lower triangle stands for. */
  private static RealMatrix symmetric(double[] matrix, int n) {
    double[][] rows = new double[n][n];
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        rows[j][i] = matrix[j * n + i];
        rows[i][j] = rows[j][i];
      }
    }
    return new Array2DRowRealMatrix(rows, false);
  }

  private static RealMatrix whole(double[] matrix, int n) {
    RealMatrix whole = new Array2DRowRealMatrix(n, n);
    for (int j = 0; j < n; j++) {
      whole.setColumn(j, Arrays.copyOfRange(matrix, j * n, (j + 1) * n));
    }
    return whole;
  }
}
