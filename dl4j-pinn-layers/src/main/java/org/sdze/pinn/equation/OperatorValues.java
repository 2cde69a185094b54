package org.sdze.pinn.equation;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/**
 * What an equation sees of a function u at one point: the values of the operators that it names.
 *
 * @param operators the operators
 * @param values theirs, in the same order
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one evaluation, never compared
public record OperatorValues(List<Operator> operators, double[] values) {

  private static final Operator VALUE = new Value();
  private static final Operator LAPLACIAN = new Laplacian();
  private static final Operator SQUARED_GRADIENT_NORM = new SquaredGradientNorm();

  /**
   * The value of an operator.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double get(Operator operator) {
    for (int k = 0; k < values.length; k++) { // a few: faster than a map
      if (operators.get(k).equals(operator)) {
        return values[k];
      }
    }
    throw new IllegalStateException(
        Text.format("it reads %s, which operators() must name", operator));
  }

  /**
   * u.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double value() {
    return get(VALUE);
  }

  /**
   * Δu, in all axes.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double laplacian() {
    return get(LAPLACIAN);
  }

  /**
   * ‖∇u‖², in all axes.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double squaredGradientNorm() {
    return get(SQUARED_GRADIENT_NORM);
  }

  /** Whether all are finite numbers. */
  public boolean areFinite() {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** Operators and values, for a sentence. */
  public String describe() {
    return IntStream.range(0, values.length)
        .mapToObj(k -> Text.format("%s = %.4g", operators.get(k), values[k]))
        .collect(Collectors.joining(", "));
  }
}
