package org.sdze.pinn.equation;

import java.util.Set;

/** Poisson's equation, Δu = g. Source: docs/method.md §6. */
public record Poisson() implements Equation {

  @Override
  public String name() {
    return "poisson";
  }

  @Override
  public Set<SpatialOperator> operators() {
    return Set.of(SpatialOperator.LAPLACIAN);
  }

  @Override
  public double leftSide(OperatorValues u) {
    return u.laplacian();
  }
}
