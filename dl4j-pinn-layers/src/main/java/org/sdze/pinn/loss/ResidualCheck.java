package org.sdze.pinn.loss;

/**
 * Whether a residual that is no finite number, although all that the equation sees is, may be the
 * doing of a step, which whoever judges steps then undoes, or must be the equation's.
 *
 * <p>It is the equation's before there was a step, at parameters that gave finite residuals on
 * other points, and on two batches in a row, since after the first the last good parameters are
 * back. Of one loss, in the order of its objectives; used by one thread.
 */
final class ResidualCheck {

  private static final long NEVER = -1;

  private long finite = NEVER; // the network's version at the last finite residuals
  private long finiteBefore = NEVER; // the same, of earlier objectives
  private boolean hasFailed; // on the present objective
  private boolean hasFailedBefore; // on the one before it
  private boolean hasDerivatives;

  /** A new objective takes the place of the last one. */
  void begin() {
    finiteBefore = finite;
    hasFailedBefore = hasFailed;
    hasFailed = false;
  }

  /** Residuals were finite. */
  void finite(long version) {
    finite = version;
  }

  /**
   * They were not, by the equation.
   *
   * @throws IllegalArgumentException if that was no step's doing
   */
  void failed(long version, String fault) {
    hasFailed = true;
    if (finiteBefore == NEVER || finiteBefore == version || hasFailedBefore) {
      throw new IllegalArgumentException(fault);
    }
  }

  /** The derivatives of finite residuals were finite. */
  void differentiable() {
    hasDerivatives = true;
  }

  /**
   * They were not. One that is too large may be a step's doing, one that is no number is not.
   *
   * @throws IllegalArgumentException if that was no step's doing
   */
  void notDifferentiable(double derivative, String fault) {
    if (!hasDerivatives || Double.isNaN(derivative)) {
      throw new IllegalArgumentException(fault);
    }
  }
}
