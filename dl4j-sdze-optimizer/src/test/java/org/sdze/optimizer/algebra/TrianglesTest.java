package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

class TrianglesTest {

  private static final RandomKey KEY = RandomKey.root(41);

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(KEY.index(key), type, rows, columns);
  }

  /** In double: c times the product, plus b times what was there. */
  private static double[][] expected(INDArray a, INDArray b, double scale, INDArray s, double old) {
    INDArray product =
        a.castTo(DataType.DOUBLE).mmul(b.castTo(DataType.DOUBLE).transpose()).muli(scale);
    return HostArrays.rows(product.add(s.castTo(DataType.DOUBLE).mul(old)).dup('f'));
  }

  private static void lowerAgree(double[][] expected, INDArray sum, double tolerance) {
    double[][] actual = HostArrays.rows(sum);
    for (int i = 0; i < actual.length; i++) {
      for (int j = 0; j <= i; j++) {
        assertEquals(expected[i][j], actual[i][j], tolerance, i + ", " + j);
      }
    }
  }

  private static double tolerance(DataType type) {
    return type == DataType.DOUBLE ? 1e-11 : 2e-3; // of sums of up to 300 numbers, times 3
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 7", "33, 1", "65, 40", "7, 300", "300, 90"})
  void productsAreThoseOfGemmBelowTheDiagonal(int n, int k) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray a = gaussian(1, type, n, k);
      INDArray b = gaussian(2, type, n, k);
      INDArray s = gaussian(3, type, n, n);
      INDArray sum = s.dup('f');
      Threads.pretend(3, () -> Triangles.square(a, -0.5, sum, 2));
      lowerAgree(expected(a, a, -0.5, s, 2), sum, tolerance(type));
      sum.assign(Double.NaN);
      Threads.pretend(2, () -> Triangles.square(a, 3, sum, 0));
      lowerAgree(expected(a, a, 3, s, 0), sum, tolerance(type));
      sum.assign(s);
      INDArray transposed = a.transpose().dup('f');
      Threads.pretend(3, () -> Triangles.innerSquare(transposed, 2, sum, 1));
      lowerAgree(expected(a, a, 2, s, 1), sum, tolerance(type));
      sum.assign(s);
      Threads.pretend(3, () -> Triangles.pair(a, b, 0.5, sum, 1));
      INDArray both = s.castTo(DataType.DOUBLE);
      both =
          both.add(a.castTo(DataType.DOUBLE).mmul(b.castTo(DataType.DOUBLE).transpose()).mul(.5));
      lowerAgree(expected(b, a, 0.5, both.dup('f'), 1), sum, tolerance(type));
    }
  }

  /** Of columns in pieces; the number of threads has no part in it. */
  @ParameterizedTest
  @CsvSource({"16, 260001", "60, 20001"})
  void flatMatricesAreSummedInTheSamePieces(int n, int k) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray a = gaussian(9, type, n, k);
      INDArray s = gaussian(3, type, n, n);
      INDArray sum = s.dup('f');
      Threads.pretend(1, () -> Triangles.square(a, 0.5, sum, -2));
      lowerAgree(expected(a, a, 0.5, s, -2), sum, k * (type == DataType.FLOAT ? 1e-6 : 1e-13));
      INDArray again = s.dup('f');
      Threads.pretend(3, () -> Triangles.square(a, 0.5, again, -2));
      assertArrayEquals(HostArrays.copy(sum), HostArrays.copy(again));
      sum.assign(Double.NaN);
      Triangles.square(a, 0.5, sum, 0);
      lowerAgree(expected(a, a, 0.5, s, 0), sum, k * (type == DataType.FLOAT ? 1e-6 : 1e-13));
    }
  }

  /** Some rows of a matrix, some of its columns, and one in 'c' order. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void viewsAreTakenAsTheyAre(DataType type) {
    INDArray whole = gaussian(4, type, 20, 9);
    INDArray[] views = {
      whole.get(NDArrayIndex.interval(3, 15), NDArrayIndex.all()),
      whole.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 7)),
      whole.get(NDArrayIndex.interval(3, 15), NDArrayIndex.interval(2, 7)),
      whole.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2, 8)),
      whole.dup('c'),
      whole.transpose(),
    };
    for (INDArray a : views) {
      INDArray sum = gaussian(5, type, a.rows(), a.rows());
      double[][] expected = expected(a.dup('f'), a.dup('f'), 1, sum, 1);
      Triangles.square(a, 1, sum, 1);
      lowerAgree(expected, sum, tolerance(type));
      Triangles.pair(a, a.dup('f'), -0.5, sum, 1);
      lowerAgree(expected(a, a, -1, sum.dup('f').muli(0), 0), sub(sum, expected), tolerance(type));
    }
  }

  private static INDArray sub(INDArray sum, double[][] before) {
    return sum.castTo(DataType.DOUBLE).sub(Nd4j.create(before)).dup('f');
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 31, 32, 33, 100})
  void mirroredMatricesAreSymmetricToTheBit(int n) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray matrix = gaussian(6, type, n, n);
      double[][] before = HostArrays.rows(matrix);
      double[][] after = HostArrays.rows(Triangles.mirror(matrix));
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          assertEquals(before[Math.max(i, j)][Math.min(i, j)], after[i][j]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void twoProductsAreTheSameToTheBit(DataType type) {
    INDArray a = gaussian(7, type, 300, 80);
    INDArray first = Triangles.mirror(product(a));
    assertArrayEquals(
        HostArrays.copy(first), HostArrays.copy(Triangles.mirror(product(a.dup('f')))));
  }

  private static INDArray product(INDArray a) {
    INDArray sum = gaussian(8, a.dataType(), a.rows(), a.rows());
    Threads.pretend(3, () -> Triangles.square(a, 1, sum, 0));
    return sum;
  }
}
