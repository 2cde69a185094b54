package org.sdze.optimizer.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;

/**
 * An output layer's configuration whose loss is more than a function of the network's outputs, such
 * as the residual of an equation: a network of dense layers, their sums and concatenations, that
 * ends in one is trained by unit credit and Gauss–Newton, or by the low-rank subspace, on the
 * objectives that it makes. Its runtime layer is an {@link ObjectiveOutput}, so that DL4J's scores
 * are of these objectives, too.
 */
public interface ObjectiveLayer {

  /** The factor of the input that the first layer's weights contain; 1 for none. */
  double inputScale();

  /**
   * What makes the objectives of the steps of one network.
   *
   * @throws IllegalArgumentException if the network cannot have such a loss
   */
  Objectives objectives(DenseNetwork network);

  /** Makes the objective of a step from a batch. */
  @FunctionalInterface
  interface Objectives {
    /**
     * The objective of a batch; valid until the next one.
     *
     * @param features {@code [n, d]}
     * @param labels {@code [n, 1]}
     * @param mask the weights of the samples, {@code [n, 1]}; null if all count once
     * @param key the key of the step
     * @throws IllegalArgumentException if shapes do not fit, labels are no finite numbers where
     *     they count, or there can be no weights
     */
    Objective of(INDArray features, INDArray labels, @Nullable INDArray mask, RandomKey key);
  }
}
