package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/** Held to the formula in double; NdWideLayerTest holds it to that for a layer that asks for it. */
class RankUpdatesTest {

  private static INDArray gaussian(int key, DataType type, long rows, long columns) {
    return TestNetworks.gaussian(RandomKey.root(44).index(key), type, rows, columns);
  }

  /** Some rows at a time, and a whole tile's where there are many vectors. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 16, 128", "FLOAT, 200, 64", "DOUBLE, 16, 128"})
  void whatIsAddedIsTheProductWhateverTheNumberOfThreads(DataType type, int n, int h) {
    int d = (1 << 23) / h + 5;
    INDArray matrix = gaussian(1, type, d, h);
    INDArray x = gaussian(2, type, n, d);
    INDArray c = gaussian(3, type, n, h);
    double[] factors = HostArrays.copy(gaussian(4, type, 1, h));
    List<RankUpdates.Product> products = List.of(new RankUpdates.Product(x, c));
    assertTrue(RankUpdates.suit(matrix, products));
    INDArray one = matrix.dup('f');
    Threads.pretend(1, () -> RankUpdates.add(one, factors, 0.25, products));
    INDArray three = matrix.dup('f');
    Threads.pretend(3, () -> RankUpdates.add(three, factors, 0.25, products));
    double[] changed = HostArrays.copy(one);
    assertArrayEquals(changed, HostArrays.copy(three));
    double[] before = HostArrays.copy(matrix);
    double[] vectors = HostArrays.copy(x);
    double[] coefficients = HostArrays.copy(c);
    for (int place = 0; place < changed.length; place += 997) {
      int row = place % d;
      int column = place / d;
      double sum = before[place] * factors[column];
      for (int i = 0; i < n; i++) {
        sum += 0.25 * vectors[row * n + i] * coefficients[column * n + i];
      }
      assertEquals(sum, changed[place], type == DataType.DOUBLE ? 1e-13 : 1e-5);
    }
  }

  @Test
  void whatIsSmallOrOfAnotherTypeDoesNotSuit() {
    INDArray matrix = gaussian(5, DataType.FLOAT, 1 << 16, 128);
    INDArray c = gaussian(6, DataType.FLOAT, 2, 128);
    INDArray x = gaussian(7, DataType.FLOAT, 2, 1 << 16);
    assertTrue(RankUpdates.suit(matrix, List.of(new RankUpdates.Product(x, c))));
    INDArray wide = c.castTo(DataType.DOUBLE);
    assertFalse(RankUpdates.suit(matrix, List.of(new RankUpdates.Product(x, wide))));
    assertFalse(RankUpdates.suit(gaussian(5, DataType.FLOAT, 1000, 128), List.of()));
  }
}
