package org.sdze.examples.cli.plan;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.layer.TrialNetworks;

/**
 * The network of a run, d → h → … → h → 1.
 *
 * @param dimension d
 * @param width h
 * @param isWidthShrunk whether the default width was made smaller, so that d × h ≤ 2^28
 * @param depth the number of hidden layers
 * @param activation of the hidden layers
 * @param inputScale the fixed factor of the input that the first layer's weights contain
 * @param precision the type of the parameters
 */
public record NetworkPlan(
    int dimension,
    int width,
    boolean isWidthShrunk,
    int depth,
    ActivationName activation,
    double inputScale,
    Precision precision) {

  // DL4J counts the parameters of a layer in an int.
  private static final long LARGEST_PARAMETERS = Integer.MAX_VALUE;

  /**
   * This plan, if DL4J can count its parameters.
   *
   * @throws UserMistake if not
   */
  NetworkPlan requireCountable() {
    if (parameters() > LARGEST_PARAMETERS) {
      throw new UserMistake(
          Text.format(
              ("--dim %d with --width %d and --depth %d makes %d parameters, but a network can have %d"
                  + " at most"),
              dimension,
              width,
              depth,
              parameters(),
              LARGEST_PARAMETERS));
    }
    return this;
  }

  /** P, the number of weights and biases. */
  public long parameters() {
    long hidden = (depth - 1L) * (width + 1L) * width;
    return (dimension + 1L) * width + hidden + width + 1;
  }

  /** The smaller side of the smallest weight matrix that has two sides above 1. */
  int smallestSide() {
    if (dimension > 1) {
      return Math.min(dimension, width);
    }
    return depth > 1 ? width : 1;
  }

  /** The network, initialised from the key alone. */
  public MultiLayerNetwork create(RandomKey root) {
    return TrialNetworks.create(
        dimension, width, depth, activation.activation(), precision.dataType(), inputScale, root);
  }
}
