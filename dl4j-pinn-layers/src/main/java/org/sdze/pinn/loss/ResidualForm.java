package org.sdze.pinn.loss;

/** How a residual that is known by an estimate becomes a loss (docs/method.md §2). */
public enum ResidualForm {
  /** The product of two estimates with independent directions: its mean is the squared residual. */
  UNBIASED,
  /** The square of one estimate, too large by the estimate's variance. */
  BIASED
}
