package org.sdze.examples.cli.plan;

/** The estimators that a user can choose. */
public enum EstimatorKind {
  /** Unit credit. */
  UNITS,
  /** A low-rank random subspace, the paper's. */
  LOW_RANK
}
