package org.sdze.arbiter.search;

import org.nd4j.linalg.activations.Activation;

/** The activations that the hidden layers of a perceptron for the digits can have. */
public enum HiddenActivation {
  TANH(Activation.TANH),
  RELU(Activation.RELU),
  LEAKY_RELU(Activation.LEAKYRELU),
  SIGMOID(Activation.SIGMOID),
  SOFTPLUS(Activation.SOFTPLUS),
  SWISH(Activation.SWISH),
  GELU(Activation.GELU);

  private final Activation function;

  HiddenActivation(Activation function) {
    this.function = function;
  }

  /** The function, as ND4J calls it. */
  public Activation function() {
    return function;
  }
}
