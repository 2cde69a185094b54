package org.sdze.arbiter.space;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonAnySetter;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect;
import org.nd4j.shade.jackson.annotation.JsonAutoDetect.Visibility;
import org.sdze.optimizer.text.Text;

/**
 * A space whose fields are spaces, some of which matter only where others have certain values.
 *
 * <p>Arbiter finds the fields, and Jackson reads and writes them, by reflection. A field that is
 * null leaves its setting to the default of what is made.
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
@JsonAutoDetect(
    fieldVisibility = Visibility.ANY,
    getterVisibility = Visibility.NONE,
    isGetterVisibility = Visibility.NONE)
abstract class CompositeSpace<T> extends AbstractParameterSpace<T> implements ConditionalSpace {

  /**
   * Whether a field is read at a point. It may ask other fields for their values there, but no
   * field may depend on itself.
   */
  abstract boolean isActive(String field, double[] point);

  /** Hands a field's value at a point to a setter, if there is one and it is read there. */
  final <V> void set(
      String field, @Nullable ParameterSpace<V> space, double[] point, Consumer<? super V> setter) {
    if (space != null && isActive(field, point)) {
      setter.accept(space.getValue(point));
    }
  }

  @Override
  public final BitSet inactive(double[] point) {
    return Activity.at(this, point).inactive();
  }

  @Override
  public final List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>();
    for (ParameterSpace<?> nested : getNestedSpaces().values()) {
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
      throw new IllegalArgumentException(
          Text.format(
              "%s needs %d indices, had %d", getClass().getSimpleName(), count, indices.length));
    }
    int from = 0;
    for (ParameterSpace<?> leaf : collectLeaves()) {
      int to = from + leaf.numParameters();
      leaf.setIndices(Arrays.copyOfRange(indices, from, to));
      from = to;
    }
  }

  // Arbiter's mapper would ignore what it can't place.
  @SuppressWarnings("UnusedMethod") // the mapper's
  @JsonAnySetter
  private void refuse(String name, @Nullable Object value) {
    throw new IllegalArgumentException(
        Text.format(
            "%s has no setting \"%s\" (value %s)", getClass().getSimpleName(), name, value));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompositeSpace<?> that
        && getClass() == that.getClass()
        && getNestedSpaces().equals(that.getNestedSpaces());
  }

  @Override
  public int hashCode() {
    return 31 * getClass().hashCode() + getNestedSpaces().hashCode();
  }

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", getClass().getSimpleName() + "(", ")");
    getNestedSpaces().forEach((field, space) -> text.add(field + "=" + space));
    return text.toString();
  }
}
