package org.sdze.optimizer.setting;

/** How forward evaluations become an estimate. */
public enum Credit {
  /**
   * Differences unit by unit, exact; for networks whose output layer makes a least-squares loss.
   */
  UNITS,
  /** Noise on every sample's pre-activations, exact where that costs nothing. */
  NOISE,
  /** The paper's low-rank subspace of all parameters. */
  LOW_RANK
}
