package org.sdze.pinn.equation;

import java.util.Set;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;

/** The stationary Allen–Cahn equation, Δu + u − u³ = g. Source: docs/method.md §6. */
public record AllenCahn() implements Equation {

  @Override
  public String name() {
    return "allen-cahn";
  }

  @Override
  public Set<Operator> operators() {
    return Set.of(new Value(), new Laplacian());
  }

  @Override
  public double leftSide(OperatorValues u) {
    double value = u.value();
    return u.laplacian() + value - value * value * value;
  }
}
