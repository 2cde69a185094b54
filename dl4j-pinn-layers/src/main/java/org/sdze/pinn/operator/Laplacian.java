package org.sdze.pinn.operator;

import org.sdze.optimizer.argument.Argument;

/** Δu, the sum of the second derivatives along some axes. */
public record Laplacian(Axes axes) implements Operator {

  public Laplacian {
    Argument.given("axes", axes);
  }

  /** In all axes. */
  public Laplacian() {
    this(Axes.ALL);
  }

  @Override
  public int order() {
    return 2;
  }

  @Override
  public String toString() {
    return "Δu" + axes.suffix();
  }
}
