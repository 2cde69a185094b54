package org.sdze.arbiter.generator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.space.ConditionalSpace;

/**
 * The unit cube of a parameter space, as a model of scores sees it: points with the same value have
 * the same features.
 *
 * <p>The feature of a coordinate is NaN where it is inactive; the coordinate itself where the leaf
 * is continuous; the middle of the interval with the same value where the values are ordered
 * (integers, and numbers in ascending or descending order); a level's number where they are not.
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
final class Cube {

  private enum Kind {
    CONTINUOUS,
    ORDERED,
    CATEGORICAL
  }

  private record Axis(ParameterSpace leaf, Kind kind, Map<@Nullable Object, Double> features) {}

  /** Steps of the bisection for the ends of an interval. */
  private static final int BISECTIONS = 40;

  private final ConditionalSpace conditions;
  private final List<Axis> axes = new ArrayList<>();

  /**
   * The cube of a space whose leaves have their indices, in the order in which Arbiter gives them.
   */
  Cube(ParameterSpace<?> space) {
    conditions = ConditionalSpace.of(space);
    List<ParameterSpace> leaves = LeafUtils.getUniqueObjects(space.collectLeaves());
    double[] centre = new double[leaves.stream().mapToInt(ParameterSpace::numParameters).sum()];
    Arrays.fill(centre, 0.5);
    for (ParameterSpace leaf : leaves) {
      Kind kind = kind(leaf, centre, axes.size());
      for (int k = 0; k < leaf.numParameters(); k++) {
        axes.add(new Axis(leaf, kind, new HashMap<>()));
      }
    }
  }

  private static Kind kind(ParameterSpace leaf, double[] centre, int index) {
    if (leaf.numParameters() != 1) {
      return Kind.CONTINUOUS;
    }
    if (leaf instanceof DiscreteParameterSpace<?> discrete) {
      return ascends(discrete, centre, index) ? Kind.ORDERED : Kind.CATEGORICAL;
    }
    Object value = leaf.getValue(centre);
    if (value instanceof Double || value instanceof Float) {
      return Kind.CONTINUOUS;
    }
    return value instanceof Number ? Kind.ORDERED : Kind.CATEGORICAL;
  }

  private static boolean ascends(DiscreteParameterSpace<?> leaf, double[] centre, int index) {
    int levels = leaf.numValues();
    double[] values = new double[levels];
    double[] point = centre.clone();
    for (int k = 0; k < levels; k++) {
      point[index] = (k + 0.5) / levels;
      if (!(leaf.getValue(point) instanceof Number number)) {
        return false;
      }
      values[k] = number.doubleValue();
    }
    boolean up = true;
    boolean down = true;
    for (int k = 1; k < levels; k++) {
      up &= values[k] > values[k - 1];
      down &= values[k] < values[k - 1];
    }
    return up || down;
  }

  /** The number of coordinates. */
  int dimension() {
    return axes.size();
  }

  /** Whether the values of a coordinate have no order: features then only are equal or not. */
  boolean categorical(int coordinate) {
    return axes.get(coordinate).kind == Kind.CATEGORICAL;
  }

  /** The features of a point, {@code [dimension]}. */
  double[] features(double[] point) {
    double[] features = point.clone();
    BitSet inactive = conditions.inactive(point);
    for (int k = 0; k < features.length; k++) {
      Axis axis = axes.get(k);
      if (inactive.get(k)) {
        features[k] = Double.NaN;
      } else if (axis.kind != Kind.CONTINUOUS) {
        features[k] = feature(axis, point, k);
      }
    }
    return features;
  }

  /** The point with its inactive coordinates put to the middle: the same value. */
  double[] settled(double[] point) {
    double[] settled = point.clone();
    BitSet inactive = conditions.inactive(point);
    for (int k = 0; k < settled.length; k++) {
      if (inactive.get(k)) {
        settled[k] = 0.5;
      }
    }
    return settled;
  }

  private static double feature(Axis axis, double[] point, int index) {
    @Nullable Object value = axis.leaf.getValue(point);
    Double known = axis.features.get(value);
    if (known == null) {
      known =
          axis.kind == Kind.CATEGORICAL
              ? axis.features.size()
              : (end(axis.leaf, point, index, 0, value) + end(axis.leaf, point, index, 1, value))
                  / 2;
      axis.features.put(value, known);
    }
    return known;
  }

  /** The end, towards 0 or 1, of the interval around a point in which the leaf has its value. */
  private static double end(
      ParameterSpace leaf, double[] point, int index, double limit, @Nullable Object value) {
    double[] probe = point.clone();
    probe[index] = limit;
    if (Objects.equals(value, leaf.getValue(probe))) {
      return limit;
    }
    double inside = point[index];
    double outside = limit;
    for (int k = 0; k < BISECTIONS; k++) {
      probe[index] = (inside + outside) / 2;
      if (Objects.equals(value, leaf.getValue(probe))) {
        inside = probe[index];
      } else {
        outside = probe[index];
      }
    }
    return (inside + outside) / 2;
  }
}
