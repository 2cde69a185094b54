package org.sdze.pinn.operator;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.sdze.optimizer.argument.Argument;

/**
 * Σ c_k(x) L_k u: linear operators with coefficients that depend on the point, such as b(x)·∇u. Two
 * are equal whose coefficients are the same object.
 *
 * @param name for sentences
 * @param operators L_k, linear, at least one
 * @param coefficients c
 */
public record Combination(String name, List<Operator> operators, Coefficients coefficients)
    implements Operator {

  /** What the derivative along a normal is called. */
  public static final String NORMAL = "∂u/∂n";

  /** Coefficients at a point. Stateless, thread-safe. */
  @FunctionalInterface
  public interface Coefficients extends Serializable {
    /**
     * The coefficients, one for each operator.
     *
     * @param x the coordinates, {@code [d]}; left as they are
     */
    double[] at(double[] x);
  }

  public Combination {
    Argument.given("name", name);
    operators = Argument.all("operators", operators);
    Argument.given("coefficients", coefficients);
    if (operators.isEmpty()) {
      throw Argument.refused("%s needs at least one operator, had none", name);
    }
    for (Operator operator : operators) {
      if (operator instanceof SquaredGradientNorm || operator instanceof Combination) {
        throw Argument.refused(
            "%s must be of linear operators without coefficients of their own, but has %s",
            name, operator);
      }
    }
  }

  /**
   * b(x)·∇u, in the first axes.
   *
   * @param axes how many, at least 1
   * @param b one number an axis
   */
  public static Combination along(int axes, Coefficients b) {
    return new Combination("b·∇u", partials(axes, 1), b);
  }

  /**
   * tr(A D²u) with A = diag a(x), Σ a_i(x) ∂²u/∂x_i², in the first axes.
   *
   * @param axes how many, at least 1
   * @param a one number an axis
   */
  public static Combination trace(int axes, Coefficients a) {
    return new Combination("tr(A D²u)", partials(axes, 2), a);
  }

  /**
   * ∂ᵏu/∂x_iᵏ of the first axes.
   *
   * @param axes how many, at least 1
   * @param order k
   */
  public static List<Operator> partials(int axes, int order) {
    return IntStream.range(0, Argument.atLeastOne("axes", axes))
        .mapToObj(axis -> (Operator) new Partial(axis, order))
        .toList();
  }

  @Override
  public int order() {
    return operators.stream().mapToInt(Operator::order).max().orElse(0);
  }

  @Override
  public String toString() {
    return name;
  }
}
