package org.sdze.optimizer.objective;

import org.sdze.optimizer.forward.DenseNetwork;

/**
 * The objective of one step as a value: it holds the step's points, directions and keys.
 *
 * <p>Every evaluation of a step receives the same value, so that two evaluations differ by the
 * parameters alone: common random numbers are a property of this type and not a convention
 * (docs/method.md §3). Used by one thread.
 */
public interface Objective {

  /** The number of samples n. */
  int samples();

  /**
   * The losses of the samples at the network's present parameters, from forward evaluations.
   *
   * @return {@code [n]}; their mean is the loss
   */
  double[] losses(DenseNetwork network);
}
