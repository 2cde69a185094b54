package org.sdze.pinn.equation;

import java.io.Serializable;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.OperatorPlan;

/**
 * A partial differential equation N[u] = g on a domain.
 *
 * <p>It names the operators that it needs and computes its left side from their values at one
 * point; it never sees jets, directions or keys. Stateless, thread-safe; serializable, as the
 * configuration of a layer that holds it. Source: docs/method.md §1.
 */
public interface Equation extends Serializable {

  /** The name under which the equation is listed, in lower case with hyphens. */
  String name();

  /** The operators whose values {@link #leftSide} reads; may be empty, not null. */
  Set<Operator> operators();

  /**
   * N[u] at one point, from the values of the operators there, which are finite numbers. An
   * exception, or no finite number at parameters that no step has brought about, ends training with
   * a sentence that names the equation, the point and these values.
   */
  double leftSide(OperatorValues u);

  /**
   * An equation in a line, such as {@code Equation.of("heat", Set.of(U_T, LAPLACIAN), u ->
   * u.get(U_T) - u.get(LAPLACIAN))}, which may read the point.
   */
  static Equation of(String name, Set<Operator> operators, LeftSide leftSide) {
    return new WrittenEquation(name, Set.copyOf(Argument.all("operators", operators)), leftSide);
  }

  /** The value of an operator of the first output: what most conditions are on. */
  static Equation of(Operator operator) {
    return of(0, operator);
  }

  /**
   * The value of an operator of an output.
   *
   * @param output from 0
   */
  static Equation of(int output, Operator operator) {
    Argument.notNegative("output", output);
    return of(
        Argument.given("operator", operator).toString(),
        Set.of(operator),
        u -> u.get(output, operator));
  }

  /** N[u] at a point. */
  @FunctionalInterface
  interface LeftSide extends Serializable {
    /** N[u] from the values of the operators at a point. */
    double at(OperatorValues u);
  }

  /**
   * The left side, looked over.
   *
   * @param point what a sentence calls the point
   * @throws IllegalArgumentException if it throws
   */
  default double leftSide(OperatorValues u, Supplier<String> point) {
    try {
      return leftSide(u);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          sentence("failed", u, point.get()) + ": " + PointName.reason(e), e);
    }
  }

  /**
   * What is wrong with the left side at a point, where the values are known.
   *
   * @param what such as {@code is NaN}
   */
  default String sentence(String what, OperatorValues u, String point) {
    String values = u.describe();
    return Text.format(
        "the left side of the equation \"%s\" %s at %s%s",
        name(), what, point, values.isEmpty() ? "" : ", where " + values);
  }

  /**
   * What has to be carried through a network for an equation.
   *
   * @throws IllegalArgumentException if {@link #operators} gives null, or null is among them
   */
  static OperatorPlan plan(Equation equation) {
    Set<Operator> operators = equation.operators();
    if (operators == null || operators.stream().anyMatch(Objects::isNull)) {
      throw Argument.refused(
          "the equation \"%s\" must name the operators that it reads, but operators() gives %s",
          equation.name(), operators);
    }
    return OperatorPlan.of(operators);
  }
}
