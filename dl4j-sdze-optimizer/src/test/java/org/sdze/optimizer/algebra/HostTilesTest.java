package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

class HostTilesTest {

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(RandomKey.root(43).index(key), type, rows, columns);
  }

  /** out ← a + 10⁶ column + row of the number; other ← −b, which is scratch first. */
  private static void place(INDArray a, INDArray b, INDArray out, INDArray other) {
    HostTiles.columns(
        2,
        1,
        (column, row, t, length) -> {
          for (int i = 0; i < length; i++) {
            t[4][i] = -t[1][i];
            t[3][i] = t[4][i];
            t[2][i] = t[0][i] + 1e6f * column + row + i;
          }
        },
        (column, row, t, length) -> {
          for (int i = 0; i < length; i++) {
            t[4][i] = -t[1][i];
            t[3][i] = t[4][i];
            t[2][i] = t[0][i] + 1e6 * column + row + i;
          }
        },
        a,
        b,
        out,
        other);
  }

  /** Columns shorter and longer than a tile, and enough of them for two threads. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, DOUBLE",
    "5, 3, DOUBLE",
    "2048, 2, DOUBLE",
    "5000, 9, DOUBLE",
    "3, 9000, DOUBLE",
    "1, 1, FLOAT",
    "2049, 11, FLOAT"
  })
  void everyNumberIsWorkedOnOnceAtItsPlace(int rows, int columns, DataType type) {
    INDArray a = gaussian(1, type, rows, columns).muli(0);
    INDArray b = gaussian(2, type, rows, columns);
    INDArray out = a.ulike().assign(Double.NaN);
    INDArray other = a.ulike().assign(Double.NaN);
    place(a, b, out, other);
    double[] numbers = HostArrays.copy(out);
    for (int j = 0; j < columns; j++) {
      for (int i = 0; i < rows; i++) {
        double expected = 1e6 * j + i;
        assertEquals(
            type == DataType.FLOAT ? (float) expected : expected, numbers[j * rows + i], 1);
      }
    }
    assertArrayEquals(HostArrays.copy(b.neg()), HostArrays.copy(other));
  }

  /** Columns of a larger matrix are a view without gaps. */
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void viewsWithoutGapsAreWorkedOnWhereTheyAre(DataType type) {
    INDArray whole = gaussian(3, type, 6, 8);
    INDArray before = whole.dup('f');
    INDArray view = whole.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
    INDArray a = gaussian(4, type, 6, 3);
    assertTrue(HostTiles.suit(a, view));
    HostTiles.each(
        1,
        0,
        (column, row, t, length) -> System.arraycopy(t[0], 0, t[1], 0, length),
        (column, row, t, length) -> System.arraycopy(t[0], 0, t[1], 0, length),
        a,
        view);
    before.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5)).assign(a);
    assertEquals(before, whole);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void whatHasGapsOrAnotherOrderOrTypeDoesNotSuit(DataType type) {
    INDArray a = gaussian(5, type, 6, 4);
    INDArray whole = gaussian(6, type, 8, 4);
    assertTrue(HostTiles.suit(a, a.dup('f')));
    assertFalse(HostTiles.suit(a, a.dup('c')));
    assertFalse(HostTiles.suit(a, whole));
    assertFalse(HostTiles.suit(a, whole.get(NDArrayIndex.interval(1, 7), NDArrayIndex.all())));
    assertFalse(
        HostTiles.suit(a, a.castTo(type == DataType.FLOAT ? DataType.DOUBLE : DataType.FLOAT)));
    assertFalse(HostTiles.suit(Nd4j.create(DataType.INT32, 6, 4)));
  }
}
