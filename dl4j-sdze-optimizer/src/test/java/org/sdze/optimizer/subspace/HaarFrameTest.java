package org.sdze.optimizer.subspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/**
 * The statistical tests: n = 3000 frames [4, 2] and as many [3, 3] on a fixed key, bounds of 4
 * standard errors of the sample, so that each of the 14 comparisons fails for a right law with
 * probability 6e-5; a mean entry off by 0.055 would be found in all but 2 % of keys.
 */
class HaarFrameTest {

  private static final RandomKey KEY = RandomKey.root(21);
  private static final int N = 3000;

  private static double[][][] tall;
  private static double[][][] square;

  @BeforeAll
  static void draw() {
    tall = new double[N][][];
    square = new double[N][][];
    for (int i = 0; i < N; i++) {
      tall[i] = HostArrays.rows(HaarFrame.draw(KEY.index(i), 4, 2, DataType.DOUBLE));
      square[i] = HostArrays.rows(HaarFrame.draw(KEY.index(N + i), 3, 3, DataType.DOUBLE));
    }
  }

  private static void meanIs(double expected, double[][][] frames, ToDoubleFunction<double[][]> f) {
    double sum = 0;
    double squares = 0;
    for (double[][] frame : frames) {
      double value = f.applyAsDouble(frame);
      sum += value;
      squares += value * value;
    }
    double mean = sum / N;
    double error = Math.sqrt((squares / N - mean * mean) / N);
    assertEquals(expected, mean, 4 * error);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "7,1", "7,3", "7,7", "5000,16"})
  void columnsAreOrthonormal(long rows, long columns) {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      INDArray frame = HaarFrame.draw(KEY, rows, columns, type);
      assertEquals('f', frame.ordering());
      INDArray gram = frame.transpose().mmul(frame);
      assertEquals(
          0,
          TestNetworks.relativeDifference(gram, Nd4j.eye(columns).castTo(type)),
          type == DataType.FLOAT ? 1e-5 : 1e-13);
    }
  }

  @Test
  void entriesHaveMeanZeroAndTheMomentsOfTheSphere() {
    for (int j = 0; j < 2; j++) {
      int column = j;
      meanIs(0, tall, u -> u[0][column]);
      meanIs(1.0 / 4, tall, u -> u[0][column] * u[0][column]); // 1/m
      meanIs(3.0 / 24, tall, u -> Math.pow(u[0][column], 4)); // 3 / (m (m + 2))
      meanIs(1.0 / 24, tall, u -> Math.pow(u[0][column] * u[1][column], 2));
    }
  }

  @Test
  void signsAreSymmetric() {
    meanIs(0, tall, u -> Math.signum(u[0][0]));
    meanIs(0, tall, u -> Math.signum(u[3][1]));
    meanIs(0, tall, u -> u[0][0] * u[1][1]);
    meanIs(0, tall, u -> u[0][0] * u[0][1]);
    meanIs(0, square, HaarFrameTest::determinant); // rotations as often as reflections
  }

  /** A law that favours no axis: the angle of the first column to (1, 1, 1)/√3 is uniform too. */
  @Test
  void noDirectionIsPreferred() {
    meanIs(1.0 / 3, square, u -> Math.pow(u[0][2] + u[1][2] + u[2][2], 2) / 3);
  }

  private static double determinant(double[][] u) {
    return u[0][0] * (u[1][1] * u[2][2] - u[1][2] * u[2][1])
        - u[0][1] * (u[1][0] * u[2][2] - u[1][2] * u[2][0])
        + u[0][2] * (u[1][0] * u[2][1] - u[1][1] * u[2][0]);
  }

  @Test
  void theSameKeyGivesTheSameFrame() {
    assertArrayEquals(
        HostArrays.copy(HaarFrame.draw(KEY, 9, 4, DataType.FLOAT)),
        HostArrays.copy(HaarFrame.draw(KEY, 9, 4, DataType.FLOAT)));
  }

  @Test
  void moreColumnsThanRowsAreRefused() {
    assertEquals(
        "a frame in 3 dimensions has between 1 and 3 columns, not 4",
        assertThrows(
                IllegalArgumentException.class, () -> HaarFrame.draw(KEY, 3, 4, DataType.FLOAT))
            .getMessage());
  }
}
