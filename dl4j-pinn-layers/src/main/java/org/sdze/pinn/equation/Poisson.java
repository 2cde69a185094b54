package org.sdze.pinn.equation;

import java.util.Set;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;

/** Poisson's equation, Δu = g. Source: docs/method.md §6. */
public record Poisson() implements Equation {

  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public Set<Operator> operators() {
    return Set.of(new Laplacian());
  }

  @Override
  public double leftSide(OperatorValues u) {
    return u.laplacian();
  }
}
