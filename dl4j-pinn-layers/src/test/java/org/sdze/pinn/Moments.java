package org.sdze.pinn;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Mean, variance and their standard errors of a sample of numbers, for statistical tests. */
public final class Moments {

  private double sum;
  private double squares;
  private double cubes;
  private double fourths;
  private final double origin;
  private int n;

  /**
   * An empty sample.
   *
   * @param origin a number near the mean, from which powers are taken
   */
  public Moments(double origin) {
    this.origin = origin;
  }

  /** Adds a number to the sample. */
  public void add(double number) {
    double x = number - origin;
    n++;
    sum += x;
    squares += x * x;
    cubes += x * x * x;
    fourths += x * x * x * x;
  }

  /** The mean. */
  public double mean() {
    return origin + sum / n;
  }

  /** The variance. */
  public double variance() {
    double m = sum / n;
    return (squares / n - m * m) * n / (n - 1);
  }

  /** The standard error of the mean. */
  public double error() {
    return Math.sqrt(variance() / n);
  }

  /** The standard error of the variance. */
  public double varianceError() {
    double m = sum / n;
    double fourth = fourths / n - 4 * m * cubes / n + 6 * m * m * squares / n - 3 * m * m * m * m;
    return Math.sqrt((fourth - variance() * variance()) / n);
  }

  /** Asserts that the mean is {@code expected} within 4 standard errors, and round-off. */
  public void assertMean(double expected, String message) {
    assertEquals(expected, mean(), 4 * error() + 1e-12 * Math.abs(expected), message);
  }

  /** Asserts that the variance is {@code expected} within 4 standard errors, and round-off. */
  public void assertVariance(double expected, String message) {
    assertEquals(expected, variance(), 4 * varianceError() + 1e-12 * expected + 1e-24, message);
  }
}
