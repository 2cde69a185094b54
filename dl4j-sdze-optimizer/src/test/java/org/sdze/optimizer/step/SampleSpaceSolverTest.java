package org.sdze.optimizer.step;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

class SampleSpaceSolverTest {

  private static final RandomKey KEY = RandomKey.root(8);
  private static final double DAMPING = 1e-3;

  private final SampleSpaceSolver solver = new SampleSpaceSolver();

  private static double[] right(int n) {
    return HostArrays.copy(TestNetworks.gaussian(KEY.index(n), DataType.DOUBLE, n, 1));
  }

  /** J Jᵀ of n rows of 2n numbers. */
  private static INDArray kernel(int n, DataType type) {
    INDArray j = TestNetworks.gaussian(KEY, type, n, 2L * n);
    INDArray kernel = j.mmul(j.transpose()).dup('f');
    return kernel.add(kernel.transpose()).muli(0.5).dup('f');
  }

  /** The solution by Hipparchus's LU decomposition. */
  private static double[] reference(INDArray kernel, double damping, double[] right) {
    int n = right.length;
    RealMatrix k = new Array2DRowRealMatrix(HostArrays.rows(kernel)).scalarMultiply(1.0 / n);
    double diagonal = Math.abs(k.getTrace()) / n;
    for (int i = 0; i < n; i++) {
      k.addToEntry(i, i, damping * diagonal);
    }
    return new LUDecomposition(k).getSolver().solve(new ArrayRealVector(right)).toArray();
  }

  private static void agree(double[] expected, double[] actual) {
    double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertArrayEquals(expected, actual, 1e-9 * size);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 79, 80, 81, 160, 400})
  void symmetricSystemsAreSolvedAsByHipparchus(int n) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray kernel = kernel(n, type);
      INDArray before = kernel.dup('f');
      double[] right = right(n);
      double[] copy = right.clone();
      agree(reference(kernel, DAMPING, right), solver.solve(kernel, true, DAMPING, right));
      assertEquals(before, kernel);
      assertArrayEquals(copy, right);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 81, 200})
  void generalSystemsAreSolvedAsByHipparchus(int n) {
    INDArray kernel = kernel(n, DataType.FLOAT);
    kernel.addi(TestNetworks.gaussian(KEY.index(1), DataType.FLOAT, n, n));
    double[] right = right(n);
    agree(reference(kernel, DAMPING, right), solver.solve(kernel, false, DAMPING, right));
  }

  /** Fewer parameters than samples: K is singular, and damping makes it regular. */
  @Test
  void singularKernelsAreRegularInDamping() {
    INDArray j = TestNetworks.gaussian(KEY, DataType.DOUBLE, 90, 20);
    INDArray kernel = j.mmul(j.transpose()).dup('f');
    double[] right = right(90);
    agree(reference(kernel, DAMPING, right), solver.solve(kernel, true, DAMPING, right));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 100})
  void indefiniteKernelsAreSolvedAllTheSame(int n) {
    INDArray kernel = kernel(n, DataType.DOUBLE);
    kernel.putScalar(n - 1, n - 1, -kernel.getDouble(n - 1, n - 1)); // found in the last block
    double[] right = right(n);
    agree(reference(kernel, DAMPING, right), solver.solve(kernel, true, DAMPING, right));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void kernelsThatAreNotFiniteGiveNaNEverywhere(double value) {
    for (int[] place : new int[][] {{0, 0}, {99, 99}, {90, 3}, {3, 1}}) {
      INDArray kernel = kernel(100, DataType.DOUBLE);
      kernel.putScalar(place[0], place[1], value);
      kernel.putScalar(place[1], place[0], value);
      for (boolean symmetric : new boolean[] {true, false}) {
        double[] solution = solver.solve(kernel, symmetric, DAMPING, right(100));
        assertTrue(
            Arrays.stream(solution).allMatch(Double::isNaN),
            () ->
                "at %s, symmetric %s: %s"
                    .formatted(Arrays.toString(place), symmetric, Arrays.toString(solution)));
      }
    }
  }

  @Test
  void buffersOfAnotherSizeLeaveNoTrace() {
    double[] right = right(81);
    INDArray kernel = kernel(81, DataType.FLOAT);
    double[] first = solver.solve(kernel, true, DAMPING, right);
    solver.solve(kernel(400, DataType.FLOAT), true, DAMPING, right(400));
    assertArrayEquals(first, solver.solve(kernel, true, DAMPING, right));
  }
}
