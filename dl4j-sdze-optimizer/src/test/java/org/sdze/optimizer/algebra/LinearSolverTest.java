package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/** Both libraries, held to the equations themselves. */
class LinearSolverTest {

  private static final RandomKey KEY = RandomKey.root(42);

  private static double[] gaussian(int key, int rows, int columns) {
    return HostArrays.copy(TestNetworks.gaussian(KEY.index(key), DataType.DOUBLE, rows, columns));
  }

  /** J Jᵀ + I, column by column. */
  private static double[] positive(int n) {
    double[] j = gaussian(1, n, n);
    double[] matrix = new double[n * n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        double sum = a == b ? 1 : 0;
        for (int k = 0; k < n; k++) {
          sum += j[k * n + a] * j[k * n + b];
        }
        matrix[b * n + a] = sum;
      }
    }
    return matrix;
  }

  private static void solves(double[] matrix, double[] x, double[] b) {
    int n = x.length;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double size = Math.abs(b[i]);
      for (int k = 0; k < n; k++) {
        sum += matrix[k * n + i] * x[k];
        size += Math.abs(matrix[k * n + i] * x[k]);
      }
      assertEquals(b[i], sum, 1e-12 * size, "equation " + i);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void solutionsSolve(boolean byLapack) {
    LinearSolver solver = new LinearSolver(byLapack);
    for (int n : new int[] {1, 130, 2, 64}) { // a smaller one after a larger one
      double[] b = gaussian(2, n, 1);
      double[] matrix = positive(n);
      double[] lower = matrix.clone();
      for (int j = 0; j < n; j++) {
        for (int i = 0; i < j; i++) {
          lower[j * n + i] = Double.NaN;
        }
      }
      double[] before = lower.clone();
      double[] x = b.clone();
      assertTrue(solver.solvePositive(lower, x));
      solves(matrix, x, b);
      assertArrayEquals(before, lower);
      double[] general = gaussian(3, n, n);
      double[] copy = general.clone();
      double[] y = b.clone();
      assertTrue(solver.solve(general, y));
      solves(general, y, b);
      assertArrayEquals(copy, general);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatHasNoSolutionIsSaidAndLeft(boolean byLapack) {
    LinearSolver solver = new LinearSolver(byLapack);
    int n = 90;
    double[] b = gaussian(4, n, 1);
    double[] indefinite = positive(n);
    indefinite[n * n - 1] *= -1; // the last pivot
    double[] x = b.clone();
    assertFalse(solver.solvePositive(indefinite, x));
    assertArrayEquals(b, x);
    assertTrue(solver.solve(indefinite, x));
    solves(indefinite, x, b);
    double[] singular = new double[n * n];
    for (int i = 0; i < n - 1; i++) {
      singular[i * n + i] = 1;
    }
    double[] y = b.clone();
    assertFalse(solver.solvePositive(singular, y));
    assertFalse(solver.solve(singular, y));
    assertArrayEquals(b, y);
  }
}
