package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One dense layer, y = σ(x W + b), on the network's own parameters.
 *
 * @param name the layer's name, for messages
 * @param weights W, {@code [in, out]}, 'f' order; a live view of the network
 * @param bias b, {@code [1, out]}; a live view of the network
 * @param activation σ
 */
public record DenseLayer(String name, INDArray weights, INDArray bias, Activation activation) {

  /** The width of the layer's input. */
  public long inputs() {
    return weights.rows();
  }

  /** The width of the layer's output. */
  public long outputs() {
    return weights.columns();
  }
}
