package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;

/**
 * A grid: all levels of what is discrete, at most so many of a range of whole numbers, and so many
 * points of what is continuous, its ends among them. The last coordinate changes fastest; after the
 * last point the first comes again.
 *
 * @param <T> the type of the candidates
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public final class GridGenerator<T> extends SearchGenerator<T> {

  private static final double LARGEST = Math.nextDown(1.0);

  private final List<double[]> levels = new ArrayList<>();

  /**
   * A grid over a space whose leaves have one coordinate each.
   *
   * @param points of a range, at least 1
   * @throws IllegalArgumentException if there is no point, or a leaf has several coordinates
   */
  public GridGenerator(ParameterSpace<T> space, int points) {
    super(space, null, 0, false);
    if (points < 1) {
      throw new IllegalArgumentException("points must be at least 1, was " + points);
    }
    for (ParameterSpace leaf : LeafUtils.getUniqueObjects(space.collectLeaves())) {
      if (leaf.numParameters() != 1) {
        throw new IllegalArgumentException(
            "a grid needs leaves of one coordinate, %s has %d"
                .formatted(leaf, leaf.numParameters()));
      }
      levels.add(levels(leaf, points));
    }
  }

  private static double[] levels(ParameterSpace<?> leaf, int points) {
    if (leaf instanceof IntegerParameterSpace range) {
      long count = (long) range.getMax() - range.getMin() + 1;
      return middles(count, (int) Math.min(count, points));
    }
    int count =
        leaf instanceof DiscreteParameterSpace<?> discrete
            ? discrete.numValues()
            : leaf instanceof BooleanSpace ? 2 : 0;
    return count > 0 ? middles(count, count) : ends(points);
  }

  /** So many of {@code count} equal intervals, evenly chosen, each by its middle. */
  private static double[] middles(long count, int chosen) {
    double[] middles = new double[chosen];
    for (int k = 0; k < chosen; k++) {
      long interval = chosen == 1 ? count / 2 : Math.round(k * (count - 1.0) / (chosen - 1));
      middles[k] = (interval + 0.5) / count;
    }
    return middles;
  }

  private static double[] ends(int points) {
    double[] ends = new double[points];
    for (int k = 0; k < points; k++) {
      ends[k] = points == 1 ? 0.5 : Math.min(LARGEST, k / (points - 1.0));
    }
    return ends;
  }

  /** How many points the grid has. */
  public double count() {
    double count = 1;
    for (double[] coordinate : levels) {
      count *= coordinate.length;
    }
    return count;
  }

  @Override
  double[] point(int index) {
    double[] point = new double[dimension()];
    long rest = index;
    for (int k = point.length - 1; k >= 0; k--) {
      double[] coordinate = levels.get(k);
      point[k] = coordinate[(int) (rest % coordinate.length)];
      rest /= coordinate.length;
    }
    return point;
  }
}
