package org.sdze.pinn.operator;

import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * A derivative along one axis, ∂ᵏu/∂x_iᵏ. Time is an axis.
 *
 * @param axis i, from 0
 * @param order k, at least 1
 */
public record Partial(int axis, int order) implements Operator {

  public Partial {
    Argument.notNegative("axis", axis);
    Argument.atLeastOne("order", order);
  }

  @Override
  public String toString() {
    return order == 1
        ? Text.format("∂u/∂x%d", axis)
        : Text.format("∂^%d u/∂x%d^%d", order, axis, order);
  }
}
