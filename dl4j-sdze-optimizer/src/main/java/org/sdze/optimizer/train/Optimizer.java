package org.sdze.optimizer.train;

import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;

/**
 * One step of training. {@link Trainer} is ours; whoever wants to stand beside it implements this.
 */
@FunctionalInterface
public interface Optimizer {

  /**
   * Measures the loss of {@code objective} and changes the parameters.
   *
   * @param objective the step's objective, every evaluation of which is of this same value
   * @throws DivergenceException if training cannot go on
   */
  StepReport step(DenseNetwork network, Objective objective, StepKey key);
}
