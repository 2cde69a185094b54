package org.sdze.pinn.problem;

import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.operator.Operator;

/**
 * What a network and its defaults need to know of a problem before that is made.
 *
 * @param dimension d of space
 * @param inputs what a network is given for a point: its coordinates, or waves of them
 * @param outputs m
 * @param kind by which it is solved
 * @param order the largest of a derivative in its equations
 */
public record ProblemShape(int dimension, int inputs, int outputs, ProblemKind kind, int order) {

  /** That of problems of second order. */
  public ProblemShape(int dimension, int inputs, int outputs, ProblemKind kind) {
    this(dimension, inputs, outputs, kind, 2);
  }

  /** That of a problem. */
  public static ProblemShape of(Problem problem) {
    Argument.given("problem", problem);
    return new ProblemShape(
        problem.dimension(),
        problem.networkInputs(),
        problem.outputs(),
        problem.kind(),
        problem.interior().operators().stream().mapToInt(Operator::order).max().orElse(0));
  }

  /**
   * That of problems of a kind, found in so few dimensions that they cost little, and so many that
   * they are solved as in all of them.
   *
   * @param dimension d
   * @throws IllegalArgumentException if they are not of that dimension, or the factory fails
   */
  public static ProblemShape of(ProblemFactory factory, int dimension) {
    Problems.requireDimension(factory, dimension);
    int few = Math.max(factory.leastDimension(), Math.min(dimension, Problem.MANY_DIMENSIONS));
    ProblemShape found = of(Problems.make(factory, few, RandomKey.root(0)));
    return new ProblemShape(
        dimension,
        dimension + found.inputs - found.dimension,
        found.outputs,
        found.kind,
        found.order);
  }
}
