package org.sdze.pinn.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;

/** Held to the sums by ND4J's operations, in double. */
class TwoBodyTilesTest {

  @ParameterizedTest
  @CsvSource({
    "2, 1, 2",
    "3, 7, 2",
    "5, 50, 20",
    "100, 400, 2",
    "100, 400, 60",
    "2000, 600, 2",
    "30000, 16, 2"
  })
  void sumsAreThoseOfTheReference(int dimension, int points, double radius) {
    TwoBody solution = TwoBody.of(dimension, RandomKey.root(5));
    INDArray x = Nd4j.createUninitialized(DataType.FLOAT, new long[] {points, dimension}, 'f');
    new UnitBall(dimension).draw(RandomKey.root(6), x);
    x.muli(radius);
    double[][] expected = solution.sumsByNd4j(x.castTo(DataType.DOUBLE));
    double[][] actual = solution.sums(x);
    for (int k = 0; k < expected.length; k++) {
      double square = 0;
      double distance = 0;
      for (int i = 0; i < points; i++) {
        square += expected[k][i] * expected[k][i];
        distance += Math.pow(expected[k][i] - actual[k][i], 2);
      }
      assertEquals(0, Math.sqrt(distance / square), 1e-5, "sum " + k);
    }
  }
}
