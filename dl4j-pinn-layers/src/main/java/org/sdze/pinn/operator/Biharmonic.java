package org.sdze.pinn.operator;

import org.sdze.optimizer.argument.Argument;

/** Δ²u, the Laplacian of the Laplacian in some axes. */
public record Biharmonic(Axes axes) implements Operator {

  public Biharmonic {
    Argument.given("axes", axes);
  }

  /** In all axes. */
  public Biharmonic() {
    this(Axes.ALL);
  }

  @Override
  public int order() {
    return 4;
  }

  @Override
  public String toString() {
    return "Δ²u" + axes.suffix();
  }
}
