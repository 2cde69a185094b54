package org.sdze.arbiter.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.Axis;
import org.sdze.arbiter.space.ConditionalSpace;
import org.sdze.arbiter.space.Conditions;
import org.sdze.arbiter.space.DirectionSpace;
import org.sdze.arbiter.space.PinnSpace;
import org.sdze.arbiter.space.SdzeConfigSpace;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.step.Schedule;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.solve.SolveConfig;

/**
 * The space of a search: candidates at points of the unit cube, and what their values are called.
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public final class SearchSpace {

  /** The names of Arbiter's fields that a file calls otherwise. */
  private static final Map<String, String> FILE_NAMES =
      Map.of("law", "directions", "count", "directionCount");

  private final ParameterSpace<SolveConfig> space;
  private final Ranges ranges;
  private final Map<String, Integer> coordinates = new LinkedHashMap<>();
  private final Map<String, ParameterSpace> leaves = new LinkedHashMap<>();
  private final ConditionalSpace conditions;
  private final int dimension;

  private SearchSpace(ParameterSpace<SolveConfig> space, Ranges ranges) {
    this.space = space;
    this.ranges = ranges;
    this.conditions = Conditions.of(space);
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
    name(space, indices);
  }

  /** Finds what the leaves are called. */
  private void name(ParameterSpace<?> composite, IdentityHashMap<ParameterSpace, Integer> indices) {
    Map<String, ParameterSpace> nested = composite.getNestedSpaces();
    nested.forEach(
        (field, inner) -> {
          Integer index = indices.get(inner);
          String name = FILE_NAMES.getOrDefault(field, field);
          if (index != null && ranges.axis(name) != null) {
            coordinates.put(name, index);
            leaves.put(name, inner);
          } else if (inner.getNestedSpaces() != null && !inner.isLeaf()) {
            name(inner, indices);
          }
        });
  }

  /** The space of the ranges that a file names, in {@code dimension} dimensions. */
  static SearchSpace of(int dimension, Ranges ranges) {
    PinnSpace.Builder pinn = PinnSpace.builder(dimension);
    SdzeConfigSpace.Builder training = SdzeConfigSpace.builder(dimension);
    given(ranges, "width", pinn::width);
    given(ranges, "depth", pinn::depth);
    choice(ranges, "activation", Activation.class, pinn::activation);
    given(ranges, "inputScale", pinn::inputScale);
    given(ranges, "batch", pinn::batch);
    choice(ranges, "residual", ResidualForm.class, pinn::residual);
    if (ranges.has("directions")) {
      choice(
          ranges,
          "directions",
          DirectionSpace.Law.class,
          (first, others) ->
              pinn.directions(new DirectionSpace(ranges.space("directionCount"), first, others)));
    } else if (ranges.has("directionCount")) {
      throw new IllegalArgumentException(
          "space.directionCount belongs to space.directions, which is missing");
    }
    choice(ranges, "credit", Sdze.Credit.class, training::credit);
    given(ranges, "units", training::units);
    given(ranges, "twoSided", training::twoSided);
    given(ranges, "rank", training::rank);
    given(ranges, "refreshInterval", training::refreshInterval);
    given(ranges, "probes", training::probes);
    given(ranges, "smoothing", training::smoothing);
    choice(ranges, "rule", Sdze.Rule.class, training::rule);
    given(ranges, "damping", training::damping);
    given(ranges, "momentum", training::momentum);
    given(ranges, "learningRate", training::learningRate);
    choice(ranges, "schedule", Schedule.class, training::schedule);
    return new SearchSpace(pinn.training(training.build()).build(), ranges);
  }

  private static <T> void given(
      Ranges ranges, String name, Consumer<? super ParameterSpace<T>> setter) {
    ParameterSpace<T> range = ranges.space(name);
    if (range != null) {
      setter.accept(range);
    }
  }

  private static <E extends Enum<E>> void choice(
      Ranges ranges, String name, Class<E> type, BiConsumer<E, E[]> setter) {
    if (ranges.has(name)) {
      List<E> constants = ranges.constants(name, type);
      E[] others = Arrays.copyOf(type.getEnumConstants(), constants.size() - 1); // of their type
      setter.accept(constants.get(0), constants.subList(1, constants.size()).toArray(others));
    }
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

  /**
   * The point of a candidate with the whole span, unit credit and Gauss–Newton, as the default one
   * is; null if this space does not hold it.
   */
  double @Nullable [] point(SolveConfig candidate) {
    Map<String, Object> settings = EquationSettings.of(candidate);
    double[] point = new double[dimension];
    Arrays.fill(point, 0.5);
    for (Axis axis : axes()) {
      Integer coordinate = coordinates.get(axis.name());
      Object value = settings.get(axis.name());
      if (coordinate != null && value != null) {
        point[coordinate] =
            axis.kind() == Axis.Kind.CATEGORY
                ? axis.coordinate(Ranges.text(value))
                : axis.coordinate(value);
      }
    }
    SolveConfig found = candidate(point);
    return EquationSettings.areSame(settings, EquationSettings.of(found)) ? point : null;
  }

  /** The values at a point by name, without those that have no effect there: numbers and words. */
  public Map<String, Object> values(double[] point) {
    Map<String, Object> values = new LinkedHashMap<>();
    BitSet inactive = conditions.inactive(point);
    for (Axis axis : axes()) {
      Integer coordinate = coordinates.get(axis.name());
      if (coordinate != null && !inactive.get(coordinate)) {
        Object value = leaves.get(axis.name()).getValue(point);
        boolean isNumber = value instanceof Number && axis.kind() != Axis.Kind.CATEGORY;
        values.put(axis.name(), isNumber ? value : Ranges.text(value));
      }
    }
    return values;
  }

  /** The same values as a file has them. */
  Map<String, Object> fileValues(double[] point) {
    Map<String, Object> values = new LinkedHashMap<>();
    values(point)
        .keySet()
        .forEach(
            name -> {
              Object value = leaves.get(name).getValue(point);
              values.put(name, value instanceof Enum<?> constant ? Setting.word(constant) : value);
            });
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

  /** The names of the parameters whose leaves were found; for the tests. */
  List<String> named() {
    return new ArrayList<>(coordinates.keySet());
  }
}
