package org.sdze.pinn.operator;

import org.sdze.optimizer.argument.Argument;

/** ‖∇u‖², the sum of the squared first derivatives along some axes: not linear in u. */
public record SquaredGradientNorm(Axes axes) implements Operator {

  public SquaredGradientNorm {
    Argument.given("axes", axes);
  }

  /** In all axes. */
  public SquaredGradientNorm() {
    this(Axes.ALL);
  }

  @Override
  public int order() {
    return 1;
  }

  @Override
  public String toString() {
    return "‖∇u‖²" + axes.suffix();
  }
}
