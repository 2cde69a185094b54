package org.sdze.pinn.equation;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;

/**
 * What an equation sees of a function u at one point x: the values of the operators that it names,
 * of each output u_0, u_1 … that the function has.
 *
 * @param operators the operators
 * @param values theirs, {@code [m][operators]}, in the same order
 * @param point x by coordinate; null where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one evaluation, never compared
public record OperatorValues(
    List<Operator> operators, double[][] values, @Nullable IntToDoubleFunction point) {

  private static final Operator VALUE = new Value();
  private static final Operator LAPLACIAN = new Laplacian();
  private static final Operator SQUARED_GRADIENT_NORM = new SquaredGradientNorm();

  /** Those of a function with one output, for equations that do not read the point. */
  public OperatorValues(List<Operator> operators, double[] values) {
    this(operators, new double[][] {values}, null);
  }

  /**
   * The value of an operator of the function, or of its first output.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double get(Operator operator) {
    return get(0, operator);
  }

  /**
   * The value of an operator of an output.
   *
   * @param output from 0
   * @throws IllegalStateException if the equation does not name it, or there is no such output
   */
  public double get(int output, Operator operator) {
    if (output < 0 || output >= values.length) {
      throw new IllegalStateException(
          Text.format(
              "it reads output %d of a function that has %d, from 0", output, values.length));
    }
    int k = operators.indexOf(operator);
    if (k < 0) {
      throw new IllegalStateException(
          Text.format("it reads %s, which operators() must name", operator));
    }
    return values[output][k];
  }

  /**
   * A coordinate of the point. Time is the last one where a domain has it.
   *
   * @param axis from 0 to d − 1
   * @throws IllegalStateException if there is no point
   */
  public double x(int axis) {
    if (point == null) {
      throw new IllegalStateException("it reads a coordinate where there is no point");
    }
    return point.applyAsDouble(axis);
  }

  static double coordinate(int dimension, int axis, IntToDoubleFunction x) {
    if (axis < 0 || axis >= dimension) {
      throw new IllegalStateException(
          Text.format("it reads coordinate %d of a point that has %d, from 0", axis, dimension));
    }
    return x.applyAsDouble(axis);
  }

  /**
   * ∂u/∂x_i.
   *
   * @throws IllegalStateException if the equation does not name it
   */
  public double partial(int axis) {
    return get(0, new Partial(axis, 1));
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
    for (double[] ofOutput : values) {
      for (double value : ofOutput) {
        if (!Double.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Operators and values, for a sentence. */
  public String describe() {
    return IntStream.range(0, values.length * operators.size())
        .mapToObj(
            at -> {
              int output = at / operators.size();
              int k = at % operators.size();
              return Text.format(
                  "%s%s = %.4g",
                  operators.get(k),
                  values.length > 1 ? " of output " + output : "",
                  values[output][k]);
            })
        .collect(Collectors.joining(", "));
  }
}
