package org.sdze.optimizer.network;

/** How a layer's parameters get their gradient (docs/method.md §4b). */
public enum LayerCredit {
  /** The loss's own derivative by the layer's pre-activations: exact, no pass. */
  OUTPUT("exact, from the loss"),
  /**
   * Differences of the layer's units through the output layer's weights, or through one dense layer
   * between: exact, no pass.
   */
  UNITS("exact, unit by unit"),
  /** Derivatives by all weights of a recurrent layer, carried forward in time: exact, no pass. */
  WEIGHTS("exact, weight by weight"),
  /** Noise on the pre-activations, credited sample by sample: part of a pass a probe. */
  NOISE("noise on the pre-activations, or on fewer weights"),
  /** A random subspace of the weights, and all of the vectors: part of a pass a probe. */
  SUBSPACE("a low-rank subspace of the weights"),
  /** None: frozen, or without parameters to train. */
  NONE("none");

  private final String words;

  LayerCredit(String words) {
    this.words = words;
  }

  /** A few words for a table. */
  public String words() {
    return words;
  }
}
