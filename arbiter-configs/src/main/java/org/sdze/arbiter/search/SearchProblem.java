package org.sdze.arbiter.search;

import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.Problems;

/**
 * What a search finds settings for: an equation.
 *
 * @param factory of the problem
 * @param dimension d
 */
public record SearchProblem(ProblemFactory factory, int dimension) {

  public SearchProblem {
    Problems.requireDimension(factory, dimension);
  }

  /** The problem's name. */
  public String name() {
    return factory.name();
  }

  /** The problem as {@code ./sdze solve} with the same seed draws it. */
  public Problem draw(long seed) {
    return Problems.draw(factory, dimension, seed);
  }

  @Override
  public String toString() {
    return Text.format("%s in %d dimensions", name(), dimension);
  }
}
