package org.sdze.pinn.equation;

import java.util.Set;

/** The stationary sine-Gordon equation, Δu + sin u = g. Source: docs/method.md §6. */
public record SineGordon() implements Equation {

  @Override
  public String name() {
    return "sine-gordon";
  }

  @Override
  public Set<SpatialOperator> operators() {
    return Set.of(SpatialOperator.VALUE, SpatialOperator.LAPLACIAN);
  }

  @Override
  public double leftSide(OperatorValues u) {
    return u.laplacian() + Math.sin(u.value());
  }
}
