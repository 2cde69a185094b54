package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class SobolPointsTest {

  private static double[][] sobol(int count, int dimension, long seed) {
    SobolPoints points = new SobolPoints(dimension, RandomKey.root(seed));
    return IntStream.range(0, count).mapToObj(points::point).toArray(double[][]::new);
  }

  @Test
  void everyCoordinateHasOnePointInEachOf256Intervals() {
    double[][] points = sobol(256, 20, 7);
    for (int k = 0; k < 20; k++) {
      boolean[] hit = new boolean[256];
      for (double[] point : points) {
        assertTrue(point[k] > 0 && point[k] < 1);
        hit[(int) (point[k] * 256)] = true;
      }
      assertEquals(256, IntStream.range(0, 256).filter(i -> hit[i]).count(), "coordinate " + k);
    }
  }

  /** The first two coordinates are a (0, 8, 2)-net: one point in each rectangle of area 2⁻⁸. */
  @Test
  void theShiftKeepsTheNet() {
    double[][] points = sobol(256, 2, 8);
    for (int wide = 0; wide <= 8; wide++) {
      boolean[] hit = new boolean[256];
      for (double[] point : points) {
        int column = (int) (point[0] * (1 << wide));
        int row = (int) (point[1] * (1 << (8 - wide)));
        hit[column * (1 << (8 - wide)) + row] = true;
      }
      assertEquals(256, IntStream.range(0, 256).filter(i -> hit[i]).count(), "columns " + wide);
    }
  }

  @Test
  void itsDiscrepancyIsLessThanHalfThatOfIndependentPoints() {
    for (int seed = 0; seed < 5; seed++) {
      UniformRandomProvider random = RandomKey.root(100 + seed).generator();
      double[][] independent = new double[256][4];
      for (double[] point : independent) {
        for (int k = 0; k < 4; k++) {
          point[k] = random.nextDouble();
        }
      }
      double ratio = discrepancy(sobol(256, 4, seed)) / discrepancy(independent);
      assertTrue(ratio < 0.5, "seed %d: %.3f".formatted(seed, ratio));
    }
  }

  /** Warnock's formula for the L2 star discrepancy. */
  private static double discrepancy(double[][] points) {
    int n = points.length;
    int d = points[0].length;
    double single = 0;
    double pairs = 0;
    for (double[] a : points) {
      double product = 1;
      for (int k = 0; k < d; k++) {
        product *= 1 - a[k] * a[k];
      }
      single += product;
      for (double[] b : points) {
        double other = 1;
        for (int k = 0; k < d; k++) {
          other *= 1 - Math.max(a[k], b[k]);
        }
        pairs += other;
      }
    }
    return Math.sqrt(Math.pow(3, -d) - single * Math.pow(2, 1 - d) / n + pairs / ((double) n * n));
  }

  @Test
  void aPointDependsOnSeedAndNumberAlone() {
    SobolPoints points = new SobolPoints(3, RandomKey.root(1));
    double[] fifth = points.point(5);
    points.point(2);
    assertArrayEquals(fifth, points.point(5));
    assertArrayEquals(fifth, new SobolPoints(3, RandomKey.root(1)).point(5));
    assertTrue(fifth[0] != new SobolPoints(3, RandomKey.root(2)).point(5)[0]);
  }
}
