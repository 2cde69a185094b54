package org.sdze.arbiter.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * A choice among constants of an enum, which keeps their type in JSON and YAML: Arbiter's own
 * {@code DiscreteParameterSpace} (1.0.0-beta7) reads them back as strings.
 */
public final class ChoiceSpace<E extends Enum<E>> extends DiscreteParameterSpace<E> {

  private final Class<E> type;
  private final transient @Nullable E single;

  /** A choice among at least one constant. */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read only
  public ChoiceSpace(E first, E... others) {
    this(first.getDeclaringClass(), listOf(first, others));
  }

  ChoiceSpace(Class<E> type, List<E> values) {
    super(values);
    this.type = type;
    this.single = values.size() == 1 ? values.get(0) : null;
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // they are read only
  private static <E> List<E> listOf(E first, E... others) {
    List<E> values = new ArrayList<>(List.of(first));
    values.addAll(List.of(others));
    return values;
  }

  /**
   * For the mapper.
   *
   * @throws IllegalArgumentException if there is no constant of such a name
   */
  @JsonCreator
  static <E extends Enum<E>> ChoiceSpace<E> read(
      @JsonProperty("type") Class<E> type, @JsonProperty("values") List<String> names) {
    return new ChoiceSpace<>(type, names.stream().map(name -> Enum.valueOf(type, name)).toList());
  }

  // A single constant is no parameter.

  @Override
  public E getValue(double[] point) {
    return single == null ? super.getValue(point) : single;
  }

  @Override
  public int numParameters() {
    return single == null ? 1 : 0;
  }

  @Override
  @SuppressWarnings("rawtypes") // as Arbiter declares its own interface
  public List<ParameterSpace> collectLeaves() {
    return single == null ? super.collectLeaves() : List.of();
  }

  @Override
  public void setIndices(int... indices) {
    if (single == null) {
      super.setIndices(indices);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ChoiceSpace<?> that && type == that.type && super.equals(other);
  }

  @Override
  protected boolean canEqual(Object other) {
    return other instanceof ChoiceSpace;
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, super.hashCode());
  }
}
