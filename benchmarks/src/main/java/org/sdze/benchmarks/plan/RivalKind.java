package org.sdze.benchmarks.plan;

/** The optimizers that this library's is compared with. */
public enum RivalKind {
  /** A reverse sweep through the jets, with Adam. */
  BACKPROP_ADAM,
  /** Rows from a reverse sweep, with Gauss–Newton in the sample space. */
  BACKPROP_GAUSS_NEWTON,
  /** MeZO: a two-sided difference along a Gaussian direction of all parameters. */
  MEZO,
  /** EGGROLL: evolution strategies with low-rank perturbations. */
  EGGROLL
}
