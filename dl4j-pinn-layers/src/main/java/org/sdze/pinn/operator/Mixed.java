package org.sdze.pinn.operator;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * A derivative along several axes, such as ∂²u/∂x_1∂x_3.
 *
 * @param orders by axis, from 0, the order in it, at least 1
 */
public record Mixed(SortedMap<Integer, Integer> orders) implements Operator {

  public Mixed {
    Argument.given("orders", orders);
    if (orders.isEmpty()) {
      throw new IllegalArgumentException("a mixed derivative needs at least one axis, had none");
    }
    orders.forEach(
        (axis, order) -> {
          Argument.notNegative("axis", (int) axis);
          Argument.atLeastOne("order", (int) order);
        });
    orders = Collections.unmodifiableSortedMap(new TreeMap<>(orders));
  }

  /** ∂ᵏu/∂x_a∂x_b…, an axis named as often as its order says. */
  public static Mixed along(int... axes) {
    SortedMap<Integer, Integer> orders = new TreeMap<>();
    for (int axis : Argument.given("axes", axes)) {
      orders.merge(axis, 1, Integer::sum);
    }
    return new Mixed(orders);
  }

  @Override
  public int order() {
    return orders.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public String toString() {
    return orders.entrySet().stream()
        .map(
            entry ->
                entry.getValue() == 1
                    ? Text.format("∂x%d", entry.getKey())
                    : Text.format("∂x%d^%d", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("", Text.format("∂^%d u/", order()), ""));
  }
}
