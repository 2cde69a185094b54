package org.sdze.examples.cli.plan;

/** The optimizers that a user can choose: this library's, and those it is compared with. */
public enum OptimizerKind {
  /** This library's: forward evaluations alone. */
  SDZE,
  /** A reverse sweep through the jets, with Adam. */
  BACKPROP_ADAM,
  /** Rows from a reverse sweep, with Gauss–Newton in the sample space. */
  BACKPROP_GAUSS_NEWTON,
  /** MeZO: a two-sided difference along a Gaussian direction of all parameters. */
  MEZO,
  /** EGGROLL: evolution strategies with low-rank perturbations. */
  EGGROLL
}
