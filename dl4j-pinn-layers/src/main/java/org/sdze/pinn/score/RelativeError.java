package org.sdze.pinn.score;

import org.sdze.optimizer.argument.Argument;

/**
 * The relative error ‖p − u*‖ / ‖u*‖ in the Euclidean norm over all test points, which arrive in
 * chunks, since a large test set never exists at once. Used by one thread. Source: docs/method.md
 * §6.
 */
public final class RelativeError {

  private double squaredDifference;
  private double squaredExact;

  /** An error of no points yet. */
  public RelativeError() {}

  /**
   * The relative error over one set of points.
   *
   * @param prediction p, {@code [m]}
   * @param exact u*, {@code [m]}
   * @throws IllegalArgumentException if the lengths differ or u* vanishes at all points
   */
  public static double of(double[] prediction, double[] exact) {
    RelativeError error = new RelativeError();
    error.add(prediction, exact);
    return error.value();
  }

  /**
   * Adds a chunk of points.
   *
   * @param prediction p, {@code [m]}
   * @param exact u*, {@code [m]}
   * @throws IllegalArgumentException if the lengths differ
   */
  public void add(double[] prediction, double[] exact) {
    Argument.given("prediction", prediction);
    Argument.given("exact", exact);
    requireSameLength(prediction.length, exact.length);
    for (int i = 0; i < exact.length; i++) {
      double difference = prediction[i] - exact[i];
      squaredDifference += difference * difference;
      squaredExact += exact[i] * exact[i];
    }
  }

  /**
   * The relative error over all chunks; NaN if a prediction was.
   *
   * @throws IllegalArgumentException if u* vanishes at all points, or there are none
   */
  public double value() {
    return ratio(squaredDifference, squaredExact);
  }

  /** √(squared difference / squared norm); a difference below zero is round-off. */
  static double ratio(double squaredDifference, double squaredExact) {
    if (squaredExact == 0) {
      throw new IllegalArgumentException(
          "a relative error needs a point where the exact solution is not zero, there was none");
    }
    return Math.sqrt(Math.max(0, squaredDifference) / squaredExact);
  }

  static void requireSameLength(long points, int exact) {
    if (points != exact) {
      throw Argument.refused(
          "there must be one exact value for each point, were %d for %d", exact, points);
    }
  }
}
