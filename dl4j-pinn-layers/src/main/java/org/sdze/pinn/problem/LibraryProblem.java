package org.sdze.pinn.problem;

import java.util.function.BiFunction;
import org.sdze.optimizer.random.RandomKey;

/**
 * A problem of the library.
 *
 * @param name in lower case with hyphens
 * @param description equation, domain, solution and source in a line
 * @param leastDimension of space, at least 1
 * @param greatestDimension of space
 * @param maker from name and dimension
 */
record LibraryProblem(
    String name,
    String description,
    int leastDimension,
    int greatestDimension,
    BiFunction<String, Integer, Problem> maker)
    implements ProblemFactory {

  @Override
  public Problem create(int dimension, RandomKey key) {
    return maker.apply(name, dimension);
  }
}
