package org.sdze.pinn.problem;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.SourceTerm;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Value;

/**
 * An equation N[u] = g on a domain, with what makes a trial function u of a network and what is
 * known of the solution. It says what is true, and knows no network and no directions. Immutable,
 * thread-safe. Source: docs/method.md §1 and §6.
 *
 * @param name under which it is listed, in lower case with hyphens
 * @param equation N
 * @param domain where it holds, and the law of its points
 * @param constraint from a network to u, so that the boundary's condition holds
 * @param source g
 * @param solution u*; null where it is not known
 */
public record Problem(
    String name,
    Equation equation,
    Domain domain,
    HardConstraint constraint,
    SourceTerm source,
    @Nullable Solution solution) {

  /** What reference solutions give. */
  private static final Set<Operator> KNOWN = Set.of(new Value(), new Laplacian());

  public Problem {
    Argument.given("name", name);
    Argument.given("equation", equation);
    Argument.given("domain", domain);
    Argument.given("constraint", constraint);
    Argument.given("source", source);
  }

  /**
   * The problem on the unit ball whose solution is given: g = N[u*], u = 0 on the boundary.
   *
   * @throws IllegalArgumentException if the equation needs an operator whose exact value the
   *     solution does not give
   */
  public static Problem manufactured(String name, Equation equation, ExactSolution solution) {
    Argument.given("name", name);
    Argument.given("equation", equation);
    Argument.given("solution", solution);
    List<Operator> operators = Equation.plan(equation, solution.dimension()).operators();
    for (Operator operator : operators) {
      if (!KNOWN.contains(operator)) {
        throw new IllegalArgumentException(
            Text.format(
                "the equation \"%s\" needs %s, which no reference solution gives",
                equation.name(), operator));
      }
    }
    return new Problem(
        name,
        equation,
        new UnitBall(solution.dimension()),
        HardConstraint.unitBall(),
        points -> source(equation, operators, solution.at(points)),
        solution);
  }

  private static double[] source(Equation equation, List<Operator> operators, ExactValues exact) {
    double[] source = new double[exact.value().length];
    for (int i = 0; i < source.length; i++) {
      double[] values = new double[operators.size()];
      for (int k = 0; k < values.length; k++) {
        values[k] = (operators.get(k).order() == 0 ? exact.value() : exact.laplacian())[i];
      }
      source[i] = equation.leftSide(new OperatorValues(operators, values));
    }
    return source;
  }

  /** The dimension d. */
  public int dimension() {
    return domain.dimension();
  }

  /**
   * g at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n]}
   */
  public double[] source(INDArray points) {
    return source.at(points);
  }

  /**
   * u* at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n]}
   * @throws IllegalStateException if the solution is not known
   */
  public double[] exact(INDArray points) {
    if (solution == null) {
      throw new IllegalStateException("the solution of " + name + " is not known");
    }
    return solution.values(points);
  }
}
