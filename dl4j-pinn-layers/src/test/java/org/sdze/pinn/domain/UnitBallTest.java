package org.sdze.pinn.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;

/**
 * Statistical tests: n = 40,000 points in five dimensions on a fixed key; bounds of 4 standard
 * errors, 6e-5 false alarms a comparison. A bias of 3 % of a standard deviation would be found in
 * all but 2 % of keys.
 */
class UnitBallTest {

  private static final int POINTS = 40_000;
  private static final int DIMENSION = 5;
  private static final double BOUND = 4 / Math.sqrt(POINTS);

  private final RandomKey key = RandomKey.root(5);
  private final double[][] points = draw(DataType.DOUBLE, key).toDoubleMatrix();

  private static INDArray draw(DataType type, RandomKey key) {
    INDArray points = Nd4j.createUninitialized(type, new long[] {POINTS, DIMENSION}, 'f');
    new UnitBall(DIMENSION).draw(key, points);
    return points;
  }

  private double radius(int point) {
    return Math.sqrt(Arrays.stream(points[point]).map(t -> t * t).sum());
  }

  /** Kolmogorov's statistic: above 2.2/√n with probability 1.2e-4; finds a shift of 2 %. */
  @Test
  void radiiAreUniform() {
    double[] radii = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      radii[i] = radius(i);
    }
    Arrays.sort(radii);
    double distance = 0;
    for (int i = 0; i < POINTS; i++) {
      distance = Math.max(distance, Math.abs(radii[i] - (i + 0.5) / POINTS));
    }
    assertTrue(distance < 2.2 / Math.sqrt(POINTS), "Kolmogorov distance " + distance);
    assertTrue(radii[POINTS - 1] <= 1 + 1e-6);
  }

  /**
   * y = √d x/‖x‖: E y_i = 0, E y_i y_j = δ_ij; Var y_i² = 2(d − 1)/(d + 2), Var y_i y_j = d/(d +
   * 2).
   */
  @Test
  void directionsAreIsotropic() {
    double d = DIMENSION;
    double[] mean = new double[DIMENSION];
    double[][] second = new double[DIMENSION][DIMENSION];
    for (int p = 0; p < POINTS; p++) {
      double scale = Math.sqrt(d) / radius(p);
      for (int i = 0; i < DIMENSION; i++) {
        mean[i] += scale * points[p][i] / POINTS;
        for (int j = 0; j < DIMENSION; j++) {
          second[i][j] += scale * scale * points[p][i] * points[p][j] / POINTS;
        }
      }
    }
    for (int i = 0; i < DIMENSION; i++) {
      assertEquals(0, mean[i], BOUND, "mean of coordinate " + i);
      assertEquals(1, second[i][i], BOUND * Math.sqrt(2 * (d - 1) / (d + 2)));
      for (int j = 0; j < i; j++) {
        assertEquals(0, second[i][j], BOUND * Math.sqrt(d / (d + 2)));
      }
    }
  }

  /** (r − ½) and y_1 are independent: the product has mean 0 and variance 1/12. */
  @Test
  void radiusAndDirectionAreIndependent() {
    double product = 0;
    double ofSquares = 0;
    for (int p = 0; p < POINTS; p++) {
      double y = Math.sqrt(DIMENSION) * points[p][0] / radius(p);
      product += (radius(p) - 0.5) * y / POINTS;
      ofSquares += (radius(p) - 0.5) * (y * y - 1) / POINTS;
    }
    assertEquals(0, product, BOUND / Math.sqrt(12));
    assertEquals(0, ofSquares, BOUND * Math.sqrt(8.0 / 7 / 12));
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void theSameKeyGivesTheSameBitsAndAnotherDoesNot(DataType type) {
    INDArray first = draw(type, key);
    assertEquals(0, first.sub(draw(type, key)).amaxNumber().doubleValue());
    assertNotEquals(0, first.sub(draw(type, key.index(1))).amaxNumber().doubleValue());
  }

  @Test
  void dimensionMustBePositive() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> new UnitBall(0));
    assertEquals("dimension must be at least 1, was 0", error.getMessage());
  }
}
