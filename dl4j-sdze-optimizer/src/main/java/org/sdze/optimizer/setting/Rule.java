package org.sdze.optimizer.setting;

/** What is done with an estimate. */
public enum Rule {
  /** Gauss–Newton in the sample space; with the credit {@link Credit#UNITS}. */
  GAUSS_NEWTON,
  /** Over the root of a factored second moment: a few numbers a matrix. */
  FACTORED,
  /** Adam: two numbers a parameter. */
  ADAM,
  /** The gradient itself, or its heavy-ball average. */
  SGD
}
