package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

class ProductsTest {

  private static final RandomKey KEY = RandomKey.root(43);

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(KEY.index(key), type, rows, columns);
  }

  private static INDArray inDouble(INDArray matrix, boolean transposed) {
    INDArray copy = matrix.castTo(DataType.DOUBLE);
    return transposed ? copy.transpose() : copy;
  }

  /** Made of one part, and of several along either side. */
  @ParameterizedTest
  @CsvSource({"1, 1, 1", "7, 5, 3", "300, 1, 40", "1, 90, 300", "50, 700, 130", "700, 50, 130"})
  void allFourAreTheProductsThatTheyAre(int m, int n, int inner) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (int k = 0; k < 4; k++) {
        boolean first = k % 2 == 1;
        boolean second = k / 2 == 1;
        INDArray a = first ? gaussian(1, type, inner, m) : gaussian(1, type, m, inner);
        INDArray b = second ? gaussian(2, type, n, inner) : gaussian(2, type, inner, n);
        INDArray out = gaussian(3, type, m, n);
        INDArray expected =
            inDouble(out, false).mul(-2).add(inDouble(a, first).mmul(inDouble(b, second)).mul(0.5));
        Threads.pretend(3, () -> Products.gemm(a, b, out, first, second, 0.5, -2));
        double tolerance = (type == DataType.DOUBLE ? 1e-13 : 1e-5) * Math.sqrt(inner) * 10;
        assertArrayEquals(
            HostArrays.copy(expected.dup('f')), HostArrays.copy(out), tolerance, type.toString());
        out.assign(Double.NaN);
        Threads.pretend(2, () -> Products.gemm(a, b, out, first, second, 1, 0));
        assertTrue(Double.isFinite(out.sumNumber().doubleValue()));
      }
    }
  }

  /** Sums of 40,001 numbers are made of pieces; the number of threads has no part in it. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void longSumsAreMadeOfTheSamePieces(DataType type) {
    INDArray a = gaussian(11, type, 16, 40_001);
    INDArray b = gaussian(12, type, 40_001, 128);
    INDArray before = gaussian(13, type, 16, 128);
    double[] expected =
        HostArrays.copy(
            inDouble(before, false)
                .mul(-2)
                .add(inDouble(a, false).mmul(inDouble(b, false)).mul(0.5))
                .dup('f'));
    INDArray one = before.dup('f');
    Threads.pretend(1, () -> Products.gemm(a, b, one, false, false, 0.5, -2));
    assertArrayEquals(
        expected, HostArrays.copy(one), type == DataType.DOUBLE ? 1e-11 : 1e-2, type.toString());
    INDArray three = before.dup('f');
    Threads.pretend(3, () -> Products.gemm(a, b, three, false, false, 0.5, -2));
    assertArrayEquals(HostArrays.copy(one), HostArrays.copy(three));
    three.assign(Double.NaN);
    Products.gemm(a, b, three, false, false, 0.5, 0);
    assertTrue(Double.isFinite(three.sumNumber().doubleValue()));
  }

  /** Of one pass over B; nothing is done where the sums are short. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void normsComeAlongWithLongSums(DataType type) {
    INDArray a = gaussian(14, type, 16, 40_001);
    INDArray b = gaussian(15, type, 40_001, 96);
    INDArray expected = Products.gemm(a, b, a.mmul(b).ulike(), false, false, 1, 0);
    INDArray out = expected.ulike().assign(Double.NaN);
    double[] norms = new double[96];
    Threads.pretend(3, () -> assertTrue(Products.gemmWithNorms(a, b, out, norms)));
    double[] squares = HostArrays.copy(inDouble(b, false).mul(inDouble(b, false)).sum(0));
    double[] again = new double[96];
    for (int j = 0; j < norms.length; j++) {
      assertEquals(squares[j], norms[j], (type == DataType.DOUBLE ? 1e-12 : 1e-5) * squares[j]);
    }
    assertArrayEquals(
        HostArrays.copy(expected), HostArrays.copy(out), type == DataType.DOUBLE ? 1e-10 : 1e-2);
    Threads.pretend(1, () -> Products.gemmWithNorms(a, b, out, again));
    assertArrayEquals(norms, again);
    INDArray few = gaussian(16, type, 16, 10);
    INDArray untouched = gaussian(17, type, 16, 96);
    INDArray before = untouched.dup('f');
    INDArray rows = b.get(NDArrayIndex.interval(0, 10), NDArrayIndex.all());
    assertFalse(Products.gemmWithNorms(few, rows, untouched, again));
    assertEquals(before, untouched);
  }

  /** One row or one column of a larger matrix, on either side and as the result. */
  @ParameterizedTest
  @ValueSource(strings = {"FLOAT", "DOUBLE"})
  void vectorsMayBeRowsOfMatrices(DataType type) {
    INDArray matrix = gaussian(18, type, 30, 50);
    INDArray others = gaussian(19, type, 30, 30);
    INDArray row = others.get(NDArrayIndex.interval(4, 5), NDArrayIndex.all());
    INDArray sums = gaussian(20, type, 9, 50);
    INDArray before = sums.dup('f');
    INDArray out = sums.get(NDArrayIndex.interval(6, 7), NDArrayIndex.all());
    Products.gemm(row, matrix, out, false, false, 2, 0);
    double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-4;
    INDArray expected = inDouble(row.dup('f'), false).mmul(inDouble(matrix, false)).mul(2);
    assertArrayEquals(HostArrays.copy(expected.dup('f')), HostArrays.copy(out.dup('f')), tolerance);
    out.assign(before.get(NDArrayIndex.interval(6, 7), NDArrayIndex.all()));
    assertEquals(before, sums); // and no other row was written
    INDArray column = gaussian(21, type, 50, 1);
    Products.gemm(matrix, row, column, true, true, 1, 0);
    expected = inDouble(matrix, true).mmul(inDouble(row.dup('f'), true));
    assertArrayEquals(HostArrays.copy(expected.dup('f')), HostArrays.copy(column), tolerance);
  }

  @Test
  void viewsAreTakenAsTheyAre() {
    INDArray a =
        gaussian(4, DataType.DOUBLE, 150, 200)
            .get(NDArrayIndex.interval(20, 90), NDArrayIndex.all());
    INDArray b = gaussian(5, DataType.DOUBLE, 200, 400);
    double[] expected = HostArrays.copy(a.mmul(b).dup('f'));
    INDArray sums = gaussian(6, DataType.DOUBLE, 120, 400);
    INDArray above = sums.get(NDArrayIndex.interval(0, 30), NDArrayIndex.all());
    INDArray out = sums.get(NDArrayIndex.interval(30, 100), NDArrayIndex.all());
    INDArray before = above.dup('f');
    Threads.pretend(3, () -> Products.gemm(a, b, out, false, false, 1, 0));
    assertArrayEquals(expected, HostArrays.copy(out.dup('f')), 1e-11);
    assertEquals(before, above.dup('f'));
    INDArray byNd4j = Products.gemm(a.dup('c'), b, out.dup('f'), false, false, 1, 0);
    assertArrayEquals(expected, HostArrays.copy(byNd4j), 1e-11);
  }

  @Test
  void matricesThatDoNotFitAreRefused() {
    INDArray a = gaussian(7, DataType.FLOAT, 4, 3);
    INDArray out = gaussian(8, DataType.FLOAT, 4, 4);
    assertThrows(
        IllegalArgumentException.class, () -> Products.gemm(a, a, out, false, false, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Products.gemm(a, a, out, true, false, 1, 0));
  }

  @Test
  void whoMakesPartsLeavesOpenBlasAsManyThreadsAsBefore() {
    int before = SideBySide.threads();
    Threads.pretend(
        5,
        () -> {
          IntStream.range(0, 8)
              .parallel()
              .forEach(
                  k -> {
                    INDArray a = gaussian(9, DataType.FLOAT, 300, 300);
                    Products.gemm(a, a, a.ulike(), false, true, 1, 0);
                  });
          assertEquals(5, SideBySide.threads());
        });
    assertThrows(
        IllegalStateException.class,
        () ->
            SideBySide.run(
                1,
                part -> {
                  throw new IllegalStateException("a part that fails");
                }));
    assertEquals(before, SideBySide.threads());
    int[] within = new int[1];
    SideBySide.run(1, part -> within[0] = SideBySide.threads());
    assertEquals(before, within[0]);
    assertEquals(Nd4j.factory().blas().getMaxThreads(), before);
  }

  @Test
  void twoProductsAreTheSameToTheBit() {
    INDArray a = gaussian(10, DataType.FLOAT, 300, 200);
    INDArray first = Nd4j.createUninitialized(DataType.FLOAT, new long[] {300, 300}, 'f');
    INDArray second = first.ulike();
    Threads.pretend(4, () -> Products.gemm(a, a, first, false, true, 1, 0));
    INDArray copy = a.dup('f');
    Threads.pretend(4, () -> Products.gemm(a, copy, second, false, true, 1, 0));
    assertArrayEquals(HostArrays.copy(first), HostArrays.copy(second));
  }
}
