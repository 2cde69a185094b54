package org.sdze.pinn.equation;

import java.util.Set;

/** The stationary Allen–Cahn equation, Δu + u − u³ = g. Source: docs/method.md §6. */
public record AllenCahn() implements Equation {

  @Override
  public String name() {
    return "allen-cahn";
  }

  @Override
  public Set<SpatialOperator> operators() {
    return Set.of(SpatialOperator.VALUE, SpatialOperator.LAPLACIAN);
  }

  @Override
  public double leftSide(OperatorValues u) {
    double value = u.value();
    return u.laplacian() + value - value * value * value;
  }
}
