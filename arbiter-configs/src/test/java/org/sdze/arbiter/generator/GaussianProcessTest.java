package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class GaussianProcessTest {

  private static final double NAN = Double.NaN;

  /** A number, a category, a number that is inactive at some points. */
  private static final Kernel KERNEL = new Kernel(new boolean[] {false, true, false});

  private static final double[][] POINTS = {
    {0.1, 0, 0.3}, {0.8, 1, NAN}, {0.45, 0, 0.9}, {0.2, 2, NAN}, {0.7, 1, 0.5}
  };
  private static final double[] VALUES = {0.3, -1.2, 0.8, 1.1, -0.9};
  private static final Hyperparameters HYPERPARAMETERS =
      new Hyperparameters(new double[] {0.4, 1.5, 0.8}, 0.05);

  /** Matérn 5/2 at a distance. */
  private static double matern(double r) {
    double s = Math.sqrt(5) * r;
    return (1 + s + s * s / 3) * Math.exp(-s);
  }

  @Test
  void correlationsAreThoseOfDistancesWorkedOutByHand() {
    double[] relevance = HYPERPARAMETERS.relevance();
    // chords of arcs of 0.35 and 0.6 radians, the same category
    double first = 2 * Math.sin(0.175) / 0.4;
    double third = 2 * Math.sin(0.3) / 0.8;
    assertEquals(
        matern(Math.hypot(first, third)),
        Kernel.correlation(KERNEL.squaredDistance(POINTS[0], POINTS[2], relevance)),
        1e-14);
    // another category, inactive against active: 1 each before scaling
    double chord = 2 * Math.sin(0.05) / 0.4;
    assertEquals(
        matern(Math.sqrt(chord * chord + 1 / 2.25 + 1 / 0.64)),
        Kernel.correlation(KERNEL.squaredDistance(POINTS[0], POINTS[3], relevance)),
        1e-14);
    // both inactive: the third coordinate does not count
    double both = 2 * Math.sin(0.3) / 0.4;
    assertEquals(
        matern(Math.sqrt(both * both + 1 / 2.25)),
        Kernel.correlation(KERNEL.squaredDistance(POINTS[1], POINTS[3], relevance)),
        1e-14);
  }

  @Test
  void slopeIsTheDerivativeOfTheCorrelation() {
    for (double squared : new double[] {0.01, 0.5, 2, 9}) {
      double h = 1e-6;
      double difference =
          (Kernel.correlation(squared + h) - Kernel.correlation(squared - h)) / (2 * h);
      assertEquals(difference, Kernel.slope(squared), 1e-8);
    }
  }

  @Test
  void oneObservationPredictsItselfEverywhere() {
    GaussianProcess process =
        new GaussianProcess(
            KERNEL, new double[][] {POINTS[0]}, new double[] {0.7}, HYPERPARAMETERS);
    GaussianProcess.Prediction prediction = process.predict(POINTS[2]);
    assertEquals(0.7, prediction.mean(), 1e-14);
    // kriging with one observation: σ² (2 + g − 2k), and σ² = (0 + a) / (1 + a)
    double k =
        Kernel.correlation(
            KERNEL.squaredDistance(POINTS[0], POINTS[2], HYPERPARAMETERS.relevance()));
    assertEquals(Math.sqrt(2.0 / 3 * (2.05 - 2 * k)), prediction.deviation(), 1e-12);
    assertFalse(prediction.known());
    assertTrue(process.predict(POINTS[0].clone()).known());
  }

  /** The system of ordinary kriging, (K 1; 1ᵀ 0) (w; λ) = (k; 1), solved by LU. */
  @Test
  void posteriorIsTheSolutionOfTheKrigingSystem() {
    GaussianProcess process = new GaussianProcess(KERNEL, POINTS, VALUES, HYPERPARAMETERS);
    double[] relevance = HYPERPARAMETERS.relevance();
    int n = POINTS.length;
    double[][] system = new double[n + 1][n + 1];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        system[i][j] =
            Kernel.correlation(KERNEL.squaredDistance(POINTS[i], POINTS[j], relevance))
                + (i == j ? HYPERPARAMETERS.noise() : 0);
      }
      system[i][n] = 1;
      system[n][i] = 1;
    }
    LUDecomposition lu = new LUDecomposition(new Array2DRowRealMatrix(system));
    RealVector values = new ArrayRealVector(VALUES).append(0);
    // yᵀ (K 1; 1ᵀ 0)⁻¹ y is the generalised sum of squares about the generalised mean
    double variance = (values.dotProduct(lu.getSolver().solve(values)) + 2) / (n + 2);
    for (double[] at : new double[][] {{0.5, 0, 0.2}, {0.5, 1, NAN}, {0.99, 3, 0.7}}) {
      double[] right = new double[n + 1];
      for (int i = 0; i < n; i++) {
        right[i] = Kernel.correlation(KERNEL.squaredDistance(POINTS[i], at, relevance));
      }
      right[n] = 1;
      RealVector k = new ArrayRealVector(right);
      RealVector weights = lu.getSolver().solve(k);
      GaussianProcess.Prediction prediction = process.predict(at);
      assertEquals(weights.dotProduct(values), prediction.mean(), 1e-12);
      assertEquals(
          Math.sqrt(variance * (1 - weights.dotProduct(k))), prediction.deviation(), 1e-12);
    }
  }

  @Test
  void gradientOfTheEvidenceIsThatOfDifferences() {
    Evidence evidence = new Evidence(KERNEL, POINTS, VALUES);
    double[] at = {-0.6, 0.3, -1.1, -2.5};
    double[] gradient = new double[4];
    evidence.value(at, gradient);
    double h = 1e-5;
    for (int k = 0; k < at.length; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      up[k] += h;
      down[k] -= h;
      double difference =
          (evidence.value(up, new double[4]) - evidence.value(down, new double[4])) / (2 * h);
      assertEquals(difference, gradient[k], 1e-7);
    }
  }

  /** A function of the first of two coordinates: n = 40 points, no noise. */
  @Test
  void fitTellsCoordinatesThatMatterFromThoseThatDoNot() {
    UniformRandomProvider random = RandomKey.root(3).generator();
    double[][] points = new double[40][2];
    double[] values = new double[40];
    for (int i = 0; i < 40; i++) {
      points[i] = new double[] {random.nextDouble(), random.nextDouble()};
      values[i] = Math.sqrt(2) * Math.sin(6 * points[i][0]);
    }
    Kernel kernel = new Kernel(new boolean[2]);
    Hyperparameters fitted =
        new Evidence(kernel, points, values).best(3, RandomKey.root(4).generator());
    double[] relevance = fitted.relevance();
    assertTrue(relevance[0] > 16 * relevance[1], fitted.toString());
    assertTrue(fitted.noise() < 1e-3, fitted.toString());
    GaussianProcess process = new GaussianProcess(kernel, points, values, fitted);
    for (double x = 0.1; x < 0.95; x += 0.1) {
      assertEquals(
          Math.sqrt(2) * Math.sin(6 * x), process.predict(new double[] {x, 0.5}).mean(), 0.05);
    }
  }
}
