package org.sdze.pinn.solve;

import java.io.Serializable;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.dl4j.Activations;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.layer.TrialNetworks;

/**
 * The shape of a network with one linear output. Immutable.
 *
 * @param width h, of each hidden layer, at least 1
 * @param depth the number of hidden layers, at least 1
 * @param activation of the hidden layers
 * @param inputScale s, the factor of the input that the first layer's weights contain, positive
 * @param precision of its numbers
 */
public record NetworkConfig(
    int width, int depth, Activation activation, double inputScale, Precision precision)
    implements Serializable {

  public NetworkConfig {
    Argument.atLeastOne("width", width);
    Argument.atLeastOne("depth", depth);
    Argument.given("activation", activation);
    Argument.positive("input scale", inputScale);
    Argument.given("precision", precision);
  }

  /**
   * P, the number of weights and biases.
   *
   * @param dimension d of the input
   */
  public long parameters(int dimension) {
    long hidden = (depth - 1L) * (width + 1L) * width;
    return (dimension + 1L) * width + hidden + width + 1;
  }

  /**
   * The smaller side of the smallest weight matrix that has two sides above 1.
   *
   * @param dimension d of the input
   */
  public int smallestSide(int dimension) {
    if (dimension > 1) {
      return Math.min(dimension, width);
    }
    return depth > 1 ? width : 1;
  }

  /**
   * A network, initialised from the run's key alone.
   *
   * @param dimension d of the input
   */
  public MultiLayerNetwork create(int dimension, RandomKey root) {
    return TrialNetworks.create(
        dimension,
        width,
        depth,
        Activations.of(activation),
        precision.dataType(),
        inputScale,
        root);
  }
}
