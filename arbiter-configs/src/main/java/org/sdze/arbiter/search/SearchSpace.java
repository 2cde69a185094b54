package org.sdze.arbiter.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.Axis;
import org.sdze.arbiter.space.SolveSpace;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.setting.Setting;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.solve.Settings;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/**
 * The space of a search: candidates at points of the unit cube, and what their values are called.
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public final class SearchSpace {

  /** As a file's numbers are read and computed with. */
  private static final double ROUNDING = 1e-9;

  private final SolveSpace space;
  private final Ranges ranges;
  private final Map<String, Integer> coordinates = new LinkedHashMap<>();
  private final Map<String, ParameterSpace> leaves = new LinkedHashMap<>();
  private final int dimension;

  private SearchSpace(SolveSpace space, Ranges ranges) {
    this.space = space;
    this.ranges = ranges;
    List<ParameterSpace> unique = LeafUtils.getUniqueObjects(space.collectLeaves());
    IdentityHashMap<ParameterSpace, Integer> indices = new IdentityHashMap<>();
    int next = 0;
    for (ParameterSpace leaf : unique) {
      if (leaf.numParameters() == 0) {
        continue;
      }
      leaf.setIndices(next);
      indices.put(leaf, next++);
    }
    dimension = next;
    space
        .getNestedSpaces()
        .forEach(
            (name, leaf) -> {
              Integer index = indices.get(leaf);
              if (index != null) {
                coordinates.put(name, index);
                leaves.put(name, leaf);
              }
            });
  }

  /** The space of the ranges that a file names, for a problem. */
  static SearchSpace of(SearchProblem problem, Ranges ranges) {
    ProblemShape shape = ProblemShape.of(problem.factory(), problem.dimension());
    SolveSpace space = new SolveSpace(problem.dimension(), shape.kind());
    for (Map.Entry<String, ParameterSpace<?>> range : ranges.spaces().entrySet()) {
      space = space.with(range.getKey(), range.getValue());
    }
    return new SearchSpace(space, ranges);
  }

  /** The space as Arbiter knows it. */
  ParameterSpace<?> space() {
    return space;
  }

  /** The number of coordinates of a point; 0 if all values are fixed. */
  public int dimension() {
    return dimension;
  }

  /** The parameters. */
  public List<Axis> axes() {
    return ranges.axes();
  }

  /**
   * The candidate at a point.
   *
   * @throws IllegalArgumentException if its values do not go together
   */
  public SolveConfig candidate(double[] point) {
    return space.getValue(point);
  }

  /** The point of a candidate; null if this space does not hold it. */
  double @Nullable [] point(SolveConfig candidate) {
    Map<String, Object> settings = named(candidate);
    double[] point = new double[dimension];
    Arrays.fill(point, 0.5);
    for (Axis axis : axes()) {
      Integer coordinate = coordinates.get(axis.name());
      Object value = settings.get(axis.name());
      if (value == null) { // of no meaning there, or as it is where nobody says
        value = SolveSettings.choices(1).get(setting(axis.name()));
      }
      if (coordinate != null) {
        point[coordinate] =
            axis.coordinate(
                axis.kind() == Axis.Kind.CATEGORY ? range(axis.name()).text(value) : value);
      }
    }
    return areSame(settings, named(candidate(point))) ? point : null;
  }

  private static Map<String, Object> named(SolveConfig candidate) {
    Map<String, Object> named = new HashMap<>();
    Settings.of(candidate).forEach((setting, value) -> named.put(setting.name(), value));
    return named;
  }

  /** Whether two candidates have the same settings, up to the rounding of numbers. */
  private static boolean areSame(Map<String, Object> some, Map<String, Object> others) {
    return some.keySet().equals(others.keySet())
        && some.entrySet().stream()
            .allMatch(setting -> isSame(setting.getValue(), others.get(setting.getKey())));
  }

  private static boolean isSame(Object one, @Nullable Object other) {
    if (one instanceof Double number && other instanceof Double close) {
      return Math.abs(number - close) <= ROUNDING * Math.abs(number);
    }
    return one.equals(other);
  }

  private static Range<?> range(String name) {
    return setting(name).range();
  }

  private static Setting<?> setting(String name) {
    return Objects.requireNonNull(SolveSettings.CATALOGUE.named(name), name);
  }

  /** The values at a point by name, without those that have no effect there: numbers and words. */
  public Map<String, Object> values(double[] point) {
    Map<String, Object> values = new LinkedHashMap<>();
    read(point)
        .forEach(
            (axis, value) ->
                values.put(
                    axis.name(),
                    value instanceof Number && axis.kind() != Axis.Kind.CATEGORY
                        ? value
                        : range(axis.name()).text(value)));
    return values;
  }

  /** The same values as a file has them. */
  Map<String, Object> fileValues(double[] point) {
    Map<String, Object> values = new LinkedHashMap<>();
    read(point)
        .forEach((axis, value) -> values.put(axis.name(), setting(axis.name()).written(value)));
    return values;
  }

  private Map<Axis, Object> read(double[] point) {
    Map<Axis, Object> values = new LinkedHashMap<>();
    BitSet inactive = space.inactive(point);
    for (Axis axis : axes()) {
      Integer coordinate = coordinates.get(axis.name());
      if (coordinate != null && !inactive.get(coordinate)) {
        values.put(axis, leaves.get(axis.name()).getValue(point));
      }
    }
    return values;
  }

  /** How many candidates there are; empty where a parameter is continuous. */
  public @Nullable Double size() {
    double size = 1;
    for (Axis axis : axes()) {
      switch (axis.kind()) {
        case REAL, LOG -> {
          return null;
        }
        case INTEGER, CATEGORY -> size *= axis.high() - axis.low() + 1;
      }
    }
    return size;
  }
}
