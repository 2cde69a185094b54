package org.sdze.pinn.equation;

import java.util.Set;
import java.util.stream.Collectors;
import org.sdze.optimizer.text.Text;

/**
 * What an equation sees of a function u at one point.
 *
 * @param value u
 * @param laplacian Δu
 * @param squaredGradientNorm ‖∇u‖²; NaN where the equation does not name it
 */
public record OperatorValues(double value, double laplacian, double squaredGradientNorm) {

  /**
   * ‖∇u‖².
   *
   * @throws IllegalStateException if the equation does not name it
   */
  @Override
  public double squaredGradientNorm() {
    if (Double.isNaN(squaredGradientNorm)) {
      throw new IllegalStateException(
          "it reads " + SpatialOperator.SQUARED_GRADIENT_NORM + ", which operators() must name");
    }
    return squaredGradientNorm;
  }

  /** Whether u and Δu are finite numbers, and ‖∇u‖² where it is among the operators. */
  public boolean areFinite(Set<SpatialOperator> operators) {
    return Double.isFinite(value)
        && Double.isFinite(laplacian)
        && (Double.isFinite(squaredGradientNorm)
            || !operators.contains(SpatialOperator.SQUARED_GRADIENT_NORM));
  }

  /** The values of these operators, for a sentence. */
  public String describe(Set<SpatialOperator> operators) {
    return operators.stream()
        .sorted()
        .map(operator -> Text.format("%s = %.4g", operator, of(operator)))
        .collect(Collectors.joining(", "));
  }

  private double of(SpatialOperator operator) {
    return switch (operator) {
      case VALUE -> value;
      case LAPLACIAN -> laplacian;
      case SQUARED_GRADIENT_NORM -> squaredGradientNorm;
    };
  }
}
