package org.sdze.pinn.equation;

import java.util.Objects;
import java.util.Set;
import org.sdze.optimizer.text.Text;

/** A spatial operator that an equation may ask for. */
public enum SpatialOperator {
  /** u itself. */
  VALUE,
  /** Δu, the sum of the second derivatives. */
  LAPLACIAN,
  /** ‖∇u‖². */
  SQUARED_GRADIENT_NORM;

  /**
   * The operators that an equation names.
   *
   * @throws IllegalArgumentException if that is null, or null is among them
   */
  public static Set<SpatialOperator> of(Equation equation) {
    Set<SpatialOperator> operators = equation.operators();
    if (operators == null || operators.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException(
          Text.format(
              "the equation \"%s\" must name the operators that it reads, but operators() gives %s",
              equation.name(), operators));
    }
    return operators;
  }
}
