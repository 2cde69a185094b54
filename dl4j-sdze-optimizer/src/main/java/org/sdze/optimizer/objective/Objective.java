package org.sdze.optimizer.objective;

import org.sdze.optimizer.forward.DenseNetwork;

/**
 * The objective of one step as a value: it holds the step's points, directions and keys.
 *
 * <p>Every evaluation of a step receives the same value, so that two evaluations differ by the
 * parameters alone: common random numbers are a property of this type and not a convention
 * (docs/method.md §3). Used by one thread.
 *
 * <p>Arrays that an evaluation makes within a step lie in memory that the next step writes over,
 * and ND4J refuses them from then on: what is kept longer is made by {@link
 * org.sdze.optimizer.memory.ScratchMemory#lasting}.
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

  /**
   * About how many numbers its arrays and the rows of its Jacobian hold: points, their kernel,
   * pre-activations; and, where hidden layers follow one another, jets along the span of the first
   * layer and rows that are written out.
   */
  default long numbers(DenseNetwork network) {
    long deep = 0;
    for (int k = 1; k < network.hiddenLayers(); k++) {
      deep += network.layers().get(k).inputs() * network.layers().get(k).outputs();
    }
    return plainNumbers(network) + 3L * samples() * deep;
  }

  /** The same for rows that are kept in factors. */
  default long plainNumbers(DenseNetwork network) {
    long width = 0;
    for (int k = 0; k < network.hiddenLayers(); k++) {
      width += network.layers().get(k).outputs();
    }
    return samples() * (network.inputs() + 6 * width + 4L * samples());
  }
}
