package org.sdze.optimizer.random;

/** What a stream of random numbers is for: keys of different purposes are independent. */
public enum Purpose {
  /** The initial parameters of a network. */
  INITIALIZATION(1),
  /** The coefficients of a reference problem. */
  PROBLEM(2),
  /** The collocation points of a step. */
  POINTS(3),
  /** The points on which an error is measured. */
  TEST_POINTS(4),
  /** The spatial directions of a step. */
  DIRECTIONS(5),
  /** Which units of a layer are probed in a step. */
  UNITS(6),
  /** The bases of a parameter subspace, fixed for a refresh interval. */
  SUBSPACE(7),
  /** The perturbation of a probe within its subspace. */
  PROBE(8),
  /** The noise on a layer's pre-activations. */
  NOISE(9),
  /** A layer's own random numbers in a training pass: dropout, weight noise. */
  LAYER(10);

  // Written out: a reordering of the constants must not change anybody's random numbers.
  private final long code;

  Purpose(long code) {
    this.code = code;
  }

  long code() {
    return code;
  }
}
