package org.sdze.examples.cli.plan;

/** The step rules that a user can choose. */
public enum StepRuleKind {
  /** Gauss–Newton in the sample space. */
  GAUSS_NEWTON,
  /** Factored second moments. */
  FACTORED,
  /** Adam. */
  ADAM,
  /** Stochastic gradient descent. */
  SGD
}
