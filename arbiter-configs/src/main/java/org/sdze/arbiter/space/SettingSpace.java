package org.sdze.arbiter.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.FixedValue;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonAnyGetter;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.setting.Catalogue;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Setting;

/**
 * A space over any settings of a catalogue: a range, some values or one for each that is named; the
 * others are left to their defaults. A value that has no effect beside those of the others, or
 * cannot be beside them, is left out, so that every point is valid; a space of one point is held to
 * what a builder is. Immutable but for the indices that Arbiter gives its leaves.
 *
 * @param <T> what is made
 * @param <S> the space itself
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
@JsonAutoDetect(
    fieldVisibility = Visibility.NONE,
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE)
public abstract class SettingSpace<T, S extends SettingSpace<T, S>>
    extends AbstractParameterSpace<T> implements ConditionalSpace {

  private final Catalogue catalogue;

  /** In the order of the names, which no reader of JSON can change. */
  private final Map<String, ParameterSpace<?>> spaces = new TreeMap<>();

  SettingSpace(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** A space of that kind that says nothing. */
  abstract S empty();

  /** Whether there is a space beside the settings' of that name. */
  boolean isOwn(String name) {
    return false;
  }

  /** What defaults depend on. */
  Choices context(Choices choices) {
    return choices;
  }

  /** The same over one setting more, or in another way. */
  public final <V> S with(Setting<V> setting, ParameterSpace<? extends V> space) {
    return with(setting.name(), space);
  }

  /** The same with a value of a setting, or a choice among several. */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read only
  public final <V> S with(Setting<V> setting, V first, V... others) {
    List<V> values = new ArrayList<>(List.of(first));
    values.addAll(Arrays.asList(others));
    return with(setting.name(), spaceOf(values));
  }

  @SuppressWarnings("unchecked") // an enum's constants are of its class
  private static ParameterSpace<?> spaceOf(List<?> values) {
    if (values.get(0) instanceof Enum<?> first) {
      return new ChoiceSpace(first.getDeclaringClass(), (List) values);
    }
    return values.size() == 1
        ? new FixedValue<>(values.get(0))
        : new DiscreteParameterSpace<>(values);
  }

  /**
   * The same with a space by name.
   *
   * @throws IllegalArgumentException if there is no such setting
   */
  public final S with(String name, @Nullable ParameterSpace<?> space) {
    S more = empty();
    SettingSpace<T, S> inner = more;
    inner.spaces.putAll(spaces);
    inner.read(name, space);
    return more;
  }

  // Arbiter's mapper would ignore what it can't place.
  @JsonAnySetter
  private void read(String name, @Nullable ParameterSpace<?> space) {
    if (catalogue.named(name) == null && !isOwn(name)) {
      throw Argument.refused(
          "%s has no setting \"%s\" (value %s)", getClass().getSimpleName(), name, space);
    }
    if (space == null) {
      spaces.remove(name);
    } else {
      spaces.put(name, space);
    }
  }

  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonAnyGetter
  private Map<String, ParameterSpace<?>> written() {
    return spaces;
  }

  /** The value of a space beside the settings'; null if there is none. */
  final @Nullable Object own(String name, double[] point) {
    ParameterSpace<?> space = spaces.get(name);
    return space == null ? null : space.getValue(point);
  }

  /** The values at a point, those included that are to be left out. */
  final Choices choices(double[] point) {
    Map<String, Object> given = new HashMap<>();
    spaces.forEach(
        (name, space) -> {
          Setting<?> setting = catalogue.named(name);
          if (setting != null) {
            given.put(name, setting.ofType(space.getValue(point)));
          }
        });
    return context(catalogue.choices(given));
  }

  /** Whether a setting has an effect beside the others. */
  boolean isActive(Setting<?> setting, Choices choices) {
    return choices.isActive(setting);
  }

  /** Whether a setting is read at a point. */
  final boolean isActive(String name, double[] point) {
    Setting<?> setting = catalogue.named(name);
    return setting == null || isActive(setting, choices(point));
  }

  @Override
  public final BitSet inactive(double[] point) {
    return Activity.at(this, point).inactive();
  }

  @Override
  public final Map<String, ParameterSpace> getNestedSpaces() {
    return Collections.unmodifiableMap(spaces);
  }

  @Override
  public final List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>();
    for (ParameterSpace<?> nested : spaces.values()) {
      leaves.addAll(nested.collectLeaves());
    }
    return LeafUtils.getUniqueObjects(leaves);
  }

  @Override
  public final int numParameters() {
    return LeafUtils.countUniqueParameters(collectLeaves());
  }

  @Override
  public final boolean isLeaf() {
    return false;
  }

  /** Gives the leaves their indices, in the order of {@link #collectLeaves}. */
  @Override
  public final void setIndices(int... indices) {
    int count = numParameters();
    if (indices.length != count) {
      throw Argument.refused(
          "%s needs %d indices, had %d", getClass().getSimpleName(), count, indices.length);
    }
    int from = 0;
    for (ParameterSpace<?> leaf : collectLeaves()) {
      int to = from + leaf.numParameters();
      leaf.setIndices(Arrays.copyOfRange(indices, from, to));
      from = to;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SettingSpace<?, ?> that
        && getClass() == that.getClass()
        && spaces.equals(that.spaces);
  }

  @Override
  public int hashCode() {
    return 31 * getClass().hashCode() + spaces.hashCode();
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", getClass().getSimpleName() + "(", ")");
    spaces.forEach((name, space) -> text.add(name + "=" + space));
    return text.toString();
  }
}
