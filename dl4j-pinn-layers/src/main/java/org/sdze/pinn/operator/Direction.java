package org.sdze.pinn.operator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/**
 * A direction that is known beforehand, a few axes in some proportion.
 *
 * @param components by axis, from 0, what is not 0
 */
public record Direction(SortedMap<Integer, Double> components) {

  public Direction {
    Argument.given("components", components);
    if (components.isEmpty()) {
      throw new IllegalArgumentException("a direction needs a component other than 0, had none");
    }
    components.forEach(
        (axis, component) -> {
          Argument.notNegative("axis", (int) axis);
          if (!Double.isFinite(component) || component == 0) {
            throw Argument.refused(
                "the component in axis %d must be a finite number other than 0, was %s",
                axis, component);
          }
        });
    components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
  }

  /** e_i. */
  public static Direction axis(int axis) {
    return new Direction(new TreeMap<>(java.util.Map.of(axis, 1.0)));
  }

  /** Writes the direction into a row of zeros, {@code [1, d]}. */
  public void writeTo(INDArray row) {
    components.forEach((axis, component) -> row.putScalar(0, axis, component));
  }
}
