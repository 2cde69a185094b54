package org.sdze.pinn.domain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

/**
 * Laws of points and rules of integration. Statistical tests: n = 40,000 points on a fixed key;
 * bounds of 4 standard errors, 6e-5 false alarms a comparison. A bias of 3 % of a standard
 * deviation would be found in all but 2 % of keys.
 */
class PointLawsTest {

  private static final int POINTS = 40_000;
  private static final RandomKey KEY = RandomKey.root(11);

  private static double[][] draw(Domain domain, int count, RandomKey key) {
    INDArray points =
        Nd4j.createUninitialized(DataType.DOUBLE, new long[] {count, domain.dimension()}, 'f');
    domain.draw(key, points);
    return HostArrays.rows(points);
  }

  private static double mean(double[][] points, ToDoubleFunction<double[]> f) {
    return Arrays.stream(points).mapToDouble(f).average().orElseThrow();
  }

  private static double radius(double[] x) {
    return Math.sqrt(Arrays.stream(x).map(t -> t * t).sum());
  }

  /** Of a uniform number in [a, b] mean and variance are (a + b)/2 and (b − a)²/12. */
  @Test
  void aShellHasUniformRadiiAndDirections() {
    double[][] points = draw(new Shell(3, 1, 3), POINTS, KEY);
    for (double[] x : points) {
      assertTrue(radius(x) >= 1 - 1e-12 && radius(x) <= 3 + 1e-12);
    }
    double bound = 4 / Math.sqrt(POINTS);
    assertEquals(2, mean(points, PointLawsTest::radius), bound * Math.sqrt(1 / 3.0));
    assertEquals(
        1 / 3.0,
        mean(points, x -> Math.pow(radius(x) - 2, 2)),
        bound * Math.sqrt(1 / 5.0 - 1 / 9.0));
    for (int axis = 0; axis < 3; axis++) {
      int i = axis;
      assertEquals(0, mean(points, x -> x[i] / radius(x)), bound * Math.sqrt(1 / 3.0));
    }
  }

  @Test
  void aShellsBoundaryIsBothSpheres() {
    double[][] points = draw(new Shell(4, 1, 3).boundary(), 2_000, KEY);
    long inner = Arrays.stream(points).filter(x -> Math.abs(radius(x) - 1) < 1e-12).count();
    long outer = Arrays.stream(points).filter(x -> Math.abs(radius(x) - 3) < 1e-12).count();
    assertEquals(2_000, inner + outer);
    assertEquals(1_000, (double) inner, 4 * Math.sqrt(500));
  }

  /** The mean of a smooth function over Sobol's points, whose standard error is 0.02 for others. */
  @Test
  void sobolPointsFillABoxEvenlyAndEachOfThemUniformly() {
    Domain box = new SobolPoints(Box.sides(0, 2, -1, 1));
    ToDoubleFunction<double[]> f = x -> Math.exp(x[0]) * Math.cos(x[1]);
    double integral = (Math.exp(2) - 1) * Math.sin(1) / 2;
    for (int step = 0; step < 5; step++) {
      assertEquals(integral, mean(draw(box, 4_096, KEY.step(step)), f), 5e-3);
    }
    double[] firsts = new double[4_000];
    for (int step = 0; step < firsts.length; step++) {
      firsts[step] = draw(box, 3, KEY.step(step))[2][0];
    }
    double mean = Arrays.stream(firsts).average().orElseThrow();
    assertEquals(1, mean, 4 * Math.sqrt(1 / 3.0 / firsts.length));
    double variance = Arrays.stream(firsts).map(x -> (x - 1) * (x - 1)).average().orElseThrow();
    assertEquals(1 / 3.0, variance, 4 * Math.sqrt(4 / 45.0 / firsts.length));
    assertTrue(Arrays.stream(firsts).allMatch(x -> x >= 0 && x <= 2));
  }

  @Test
  void sobolPointsOfACylinderFillTimeToo() {
    Domain cylinder = new SobolPoints(Box.unit(2).during(3));
    double[][] points = draw(cylinder, 1_024, KEY);
    assertEquals(3, points[0].length);
    assertTrue(cylinder.hasTime());
    for (int part = 0; part < 8; part++) { // an eighth of time has an eighth of the points
      double from = part * 3 / 8.0;
      assertEquals(128, mean(points, x -> inside(x[2], from, from + 0.375)) * 1_024, 2);
    }
  }

  private static double inside(double t, double from, double to) {
    return t >= from && t < to ? 1 : 0;
  }

  /** log(X/x) − (μ − σ²/2)t is normal of variance σ²t, and X e^(−μt)/x has mean 1. */
  @Test
  void geometricPathsHaveTheirMoments() {
    double mu = 0.1;
    double sigma = 0.4;
    double[][] points = draw(new GeometricPaths(List.of(1.0, 0.5), mu, sigma, 2), POINTS, KEY);
    double bound = 4 / Math.sqrt(POINTS);
    double[] start = {1, 0.5};
    for (int axis = 0; axis < 2; axis++) {
      int i = axis;
      ToDoubleFunction<double[]> normal =
          x ->
              (Math.log(x[i] / start[i]) - (mu - sigma * sigma / 2) * x[2])
                  / (sigma * Math.sqrt(x[2]));
      assertEquals(0, mean(points, normal), bound);
      assertEquals(
          1, mean(points, x -> Math.pow(normal.applyAsDouble(x), 2)), bound * Math.sqrt(2));
      assertEquals(1, mean(points, x -> x[i] * Math.exp(-mu * x[2]) / start[i]), bound * 0.43);
    }
    assertEquals(1, mean(points, x -> x[2]), bound / Math.sqrt(3));
  }

  @Test
  void gaussIntegratesPolynomialsOverABox() {
    Quadrature rule = Quadrature.integral(Box.sides(0, 2, -1, 3), 4);
    assertEquals(16, rule.count());
    assertEquals(8, rule.total(), 1e-12);
    double[][] points = HostArrays.rows(rule.points(DataType.DOUBLE));
    double sum = 0;
    for (int k = 0; k < rule.count(); k++) {
      sum += rule.weight(k) * Math.pow(points[k][0], 7) * Math.pow(points[k][1], 3);
    }
    assertEquals(32 * 20, sum, 1e-9); // 2⁸/8, (3⁴ − 1)/4
  }

  @Test
  void aMeanIsOverPointsThatStay() {
    Quadrature rule = Quadrature.mean(Box.unit(2).face(1, true), 50, KEY);
    assertEquals(1, rule.total(), 1e-12);
    double[][] points = HostArrays.rows(rule.points(DataType.DOUBLE));
    assertTrue(Arrays.stream(points).allMatch(x -> x[1] == 1));
    assertEquals(rule.points(DataType.DOUBLE), rule.points(DataType.DOUBLE));
  }
}
