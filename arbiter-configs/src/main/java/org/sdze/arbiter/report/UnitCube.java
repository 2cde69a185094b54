package org.sdze.arbiter.report;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * The space of a search as the cube [0, 1]ᵈ, on which a uniform point has every parameter spread as
 * its axis says: LOG evenly in the logarithm, whole numbers and categories as equal intervals.
 */
record UnitCube(List<Axis> axes) {

  int dimension() {
    return axes.size();
  }

  /** How many intervals an axis is made of: its categories, or one where it is a range. */
  int categories(int axis) {
    return Math.max(1, axes.get(axis).categories().size());
  }

  /** Which of {@code count} equal intervals holds a coordinate. */
  static int category(double coordinate, int count) {
    return Math.min(count - 1, (int) (coordinate * count));
  }

  /**
   * A candidate's point. Where a parameter is inactive the candidate stands for every value that it
   * might have had, so its coordinate is drawn: then it says nothing about the parameter that made
   * it inactive, whose effect stays that parameter's.
   */
  double[] point(CandidateRow candidate, UniformRandomProvider generator) {
    double[] point = new double[axes.size()];
    for (int i = 0; i < point.length; i++) {
      Axis axis = axes.get(i);
      Object value = candidate.values().get(axis.name());
      point[i] = value == null ? generator.nextDouble() : axis.coordinate(value);
    }
    return point;
  }
}
