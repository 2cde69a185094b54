package org.sdze.optimizer.setting;

/** What an optimizer trains, on which defaults depend. */
public enum Task {
  /** A network whose layers get their credit one by one. */
  LAYERS,
  /** A regression of one number or an equation: samples with residuals. */
  RESIDUALS,
  /** A graph of which no layers are known. */
  GRAPH
}
