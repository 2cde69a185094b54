package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/** Held to ND4J's operations in double. */
class ElementwiseTest {

  private static final RandomKey KEY = RandomKey.root(47);

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(KEY.index(key), type, rows, columns);
  }

  private static void agree(INDArray expected, INDArray actual) {
    double relative = actual.dataType() == DataType.DOUBLE ? 1e-12 : 1e-5;
    double size = expected.castTo(DataType.DOUBLE).norm2Number().doubleValue();
    double distance =
        expected
            .castTo(DataType.DOUBLE)
            .sub(actual.castTo(DataType.DOUBLE))
            .norm2Number()
            .doubleValue();
    assertEquals(0, distance, relative * size);
  }

  /** Small ones, and such as are worked on by several threads; in 'f' order and in 'c' order. */
  @ParameterizedTest
  @CsvSource({
    "FLOAT, 3, 2",
    "DOUBLE, 3, 2",
    "FLOAT, 2500, 40",
    "DOUBLE, 2500, 40",
    "FLOAT, 40, 9000",
    "FLOAT, 1, 70000",
    "DOUBLE, 1023, 30",
    "FLOAT, 1025, 30"
  })
  void whatItDoesIsWhatItSays(DataType type, int rows, int columns) {
    INDArray a = gaussian(1, type, rows, columns);
    INDArray b = gaussian(2, type, rows, columns);
    INDArray column = gaussian(3, type, rows, 1);
    INDArray row = gaussian(4, type, 1, columns);
    for (char order : new char[] {'f', 'c'}) {
      INDArray wide = a.dup(order).castTo(DataType.DOUBLE);
      INDArray sum = a.dup(order);
      Elementwise.addProduct(sum, b.dup(order), b.dup(order));
      agree(wide.add(b.castTo(DataType.DOUBLE).mul(b.castTo(DataType.DOUBLE))), sum);
      INDArray less = a.dup(order);
      Elementwise.subtract(less, b.dup('f'));
      agree(wide.sub(b.castTo(DataType.DOUBLE)), less);
      Elementwise.scale(less, -0.25);
      agree(wide.sub(b.castTo(DataType.DOUBLE)).mul(-0.25), less);
      INDArray out = b.dup('f');
      Elementwise.addRow(a.dup(order), row, out);
      agree(wide.addRowVector(row.castTo(DataType.DOUBLE)), out);
      INDArray copy = b.dup('f');
      Elementwise.assign(copy, a.dup(order));
      assertEquals(a, copy);
      Elementwise.assign(copy.getColumn(0), b.dup(order).getColumn(0));
      assertEquals(b.getColumn(0), copy.getColumn(0));
      Elementwise.clear(copy);
      assertEquals(a.ulike().assign(0), copy);
      INDArray whole = b.castTo(DataType.DOUBLE);
      INDArray moved = a.dup(order);
      Elementwise.move(moved, b.dup(order), 0.3);
      agree(wide.mul(0.7).add(whole.mul(0.3)), moved);
      moved = a.dup(order);
      INDArray kept = b.dup('f'); // of another order half of the times
      Elementwise.moveAndKeep(moved, kept, -9);
      agree(wide.mul(10).sub(whole.mul(9)), moved);
      assertArrayEquals(TestNetworks.bits(a), TestNetworks.bits(kept));
      INDArray rowsOfOwn = a.dup(order);
      agree(
          wide.mulColumnVector(column.castTo(DataType.DOUBLE)),
          Elementwise.scaledRows(rowsOfOwn, column));
      assertEquals(a, rowsOfOwn);
      Elementwise.scaleRows(rowsOfOwn, column);
      agree(wide.mulColumnVector(column.castTo(DataType.DOUBLE)), rowsOfOwn);
      INDArray scaled = a.dup(order);
      Threads.pretend(3, () -> Elementwise.scaleColumns(scaled, row));
      agree(wide.mulRowVector(row.castTo(DataType.DOUBLE)), scaled);
      double[] norms = Elementwise.squaredNorms(a.dup(order));
      double[] expected = HostArrays.copy(wide.mul(wide).sum(true, 0).dup('f'));
      double tolerance = type == DataType.DOUBLE ? 1e-12 : 1e-5;
      for (int j = 0; j < columns; j++) {
        assertEquals(expected[j], norms[j], tolerance * expected[j]);
      }
      double meanSquare = wide.mul(wide).meanNumber().doubleValue();
      assertEquals(Math.sqrt(meanSquare), Elementwise.rootMeanSquare(a.dup(order)), tolerance);
    }
  }

  /**
   * Averages over ten thousand steps take a ten thousandth of the new weights, and all its digits.
   */
  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.5, 0.5001, 0.9999, 1, 0})
  void noShareLosesDigits(double share) {
    INDArray a = gaussian(7, DataType.FLOAT, 2500, 4);
    INDArray b = a.add(gaussian(8, DataType.FLOAT, 2500, 4).muli(1e-3));
    INDArray moved = a.dup('f');
    Elementwise.move(moved, b, share);
    double[] from = HostArrays.copy(a);
    double[] to = HostArrays.copy(b);
    double[] at = HostArrays.copy(moved);
    for (int i = 0; i < at.length; i++) {
      double expected = from[i] + share * (to[i] - from[i]);
      double rounding = 1e-7 * Math.abs(to[i] - from[i]);
      assertEquals(expected, at[i], Math.ulp((float) expected) + rounding);
    }
  }

  /** What is left of a number that goes to 0 is the share that was left to it. */
  @Test
  void aShareNearOneLeavesTheRightRest() {
    INDArray a = gaussian(9, DataType.FLOAT, 2500, 4);
    INDArray moved = a.dup('f');
    Elementwise.move(moved, a.ulike().assign(0), 0.9999);
    double[] from = HostArrays.copy(a);
    double[] left = HostArrays.copy(moved);
    for (int i = 0; i < left.length; i++) {
      assertEquals(1e-4 * from[i], left[i], 1e-10 * Math.abs(from[i]));
    }
  }

  @ParameterizedTest
  @CsvSource({"FLOAT, 1", "FLOAT, 5", "FLOAT, 301", "DOUBLE, 7", "DOUBLE, 200"})
  void squareMatricesAreDividedInDouble(DataType type, int n) {
    INDArray a = gaussian(6, type, n, n);
    double[] expected = HostArrays.copy(a.castTo(DataType.DOUBLE).div(7));
    double[] all = new double[n * n];
    double sum = Elementwise.divide(a.dup('c'), 7, false, all);
    assertArrayEquals(expected, all);
    assertEquals(Arrays.stream(expected).sum(), sum, 1e-12 * n * n);
    double[] lower = new double[n * n];
    Arrays.fill(lower, Double.NaN);
    double below = 0;
    for (int j = 0; j < n; j++) {
      for (int i = j; i < n; i++) {
        below += expected[j * n + i];
      }
    }
    assertEquals(below, Elementwise.divide(a, 7, true, lower), 1e-12 * n * n);
    for (int j = 0; j < n; j++) {
      for (int i = 0; i < n; i++) {
        assertEquals(i < j ? Double.NaN : expected[j * n + i], lower[j * n + i]);
      }
    }
    a.putScalar(n - 1, n / 2, Double.POSITIVE_INFINITY);
    assertFalse(Double.isFinite(Elementwise.divide(a, 7, true, lower)));
  }

  /** Rows of one block and of several, columns of one part and of several. */
  @ParameterizedTest
  @CsvSource({"1, 1", "1, 70000", "16, 9000", "511, 40", "512, 40", "16, 150000", "1300, 200"})
  void sumsAlongRowsAreThoseInDouble(int rows, int columns) {
    INDArray a = gaussian(5, DataType.FLOAT, rows, columns);
    INDArray wide = a.castTo(DataType.DOUBLE);
    double[] expected = HostArrays.copy(wide.mul(wide).sum(true, 1).dup('f'));
    double[] actual = RowSums.squares(a);
    for (int i = 0; i < rows; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * expected[i]);
    }
    for (int threads : new int[] {1, 4}) {
      Threads.pretend(threads, () -> assertArrayEquals(actual, RowSums.squares(a)));
    }
    Workers.run(2, part -> assertArrayEquals(actual, RowSums.squares(a))); // who is served alone
    if (columns > 1) { // products of neighbours
      double[] neighbours =
          RowSums.of(
              a,
              1,
              1,
              0,
              (column, count, n, numbers, sums, scratch) -> {
                for (int k = 0; k < count * n; k++) {
                  sums[0][k % n] += numbers[k] * numbers[k + n];
                }
              })[0];
      double[][] numbers = HostArrays.rows(wide);
      for (int i = 0; i < rows; i++) {
        double sum = 0;
        for (int j = 0; j + 1 < columns; j++) {
          sum += numbers[i][j] * numbers[i][j + 1];
        }
        assertEquals(sum, neighbours[i], 1e-4 * Math.sqrt(columns));
      }
    }
  }
}
