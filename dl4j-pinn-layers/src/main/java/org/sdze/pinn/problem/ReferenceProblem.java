package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.SpatialOperator;

/**
 * An equation N[u] = g on the unit ball, u = 0 on its boundary, whose source g = N[u*] is made from
 * a known solution u*. Thread-safe. Source: docs/method.md §6.
 *
 * @param name the name under which the problem is listed
 * @param equation N
 * @param solution u*
 */
public record ReferenceProblem(String name, Equation equation, ExactSolution solution) {

  /**
   * A problem with a known solution.
   *
   * @throws IllegalArgumentException if the equation needs an operator whose exact value the
   *     solution does not give
   */
  public ReferenceProblem {
    Argument.given("name", name);
    Argument.given("equation", equation);
    Argument.given("solution", solution);
    if (SpatialOperator.of(equation).contains(SpatialOperator.SQUARED_GRADIENT_NORM)) {
      throw new IllegalArgumentException(
          Text.format(
              "the equation \"%s\" needs the squared gradient norm, which no reference solution gives",
              equation.name()));
    }
  }

  /** The dimension d. */
  public int dimension() {
    return solution.dimension();
  }

  /**
   * g at the rows of {@code points}.
   *
   * @param points {@code [n, d]}, float or double, 'f' order; left as it is
   * @return {@code [n]}
   */
  public double[] source(INDArray points) {
    return source(solution.at(points));
  }

  /**
   * g at the points of {@code exact}, where those values are known already.
   *
   * @return {@code [n]}
   */
  public double[] source(ExactValues exact) {
    double[] source = new double[exact.value().length];
    for (int i = 0; i < source.length; i++) {
      source[i] =
          equation.leftSide(new OperatorValues(exact.value()[i], exact.laplacian()[i], Double.NaN));
    }
    return source;
  }
}
