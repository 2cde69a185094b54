package org.sdze.pinn.equation;

import java.util.Set;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;

/** The stationary sine-Gordon equation, Δu + sin u = g. Source: docs/method.md §6. */
public record SineGordon() implements Equation {

  @Override
  public String name() {
    return "sine-gordon";
  }

  @Override
  public Set<Operator> operators() {
    return Set.of(new Value(), new Laplacian());
  }

  @Override
  public double leftSide(OperatorValues u) {
    return u.laplacian() + Math.sin(u.value());
  }
}
