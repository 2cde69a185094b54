package org.sdze.pinn.score;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The best constant multiple of w, by least squares on the test points:
 *
 * <pre>min_a ‖a w − u‖² = ‖u‖² − (w·u)² / ‖w‖²</pre>
 *
 * <p>Above this error a network has learned nothing of the solution but its mean; below it, slopes.
 * Errors below 1e-7 drown in round-off. Source: docs/method.md §6.
 */
public final class ConstantBaseline implements Baseline {

  private double factorByFactor;
  private double factorByExact;
  private double exactByExact;

  /** A baseline of no points yet. */
  public ConstantBaseline() {}

  @Override
  public String name() {
    return "constant";
  }

  /** {@inheritDoc} The points themselves are not read. */
  @Override
  public void add(INDArray points, double[] factor, double[] exact) {
    RelativeError.requireSameLength(factor.length, exact.length);
    for (int i = 0; i < exact.length; i++) {
      factorByFactor += factor[i] * factor[i];
      factorByExact += factor[i] * exact[i];
      exactByExact += exact[i] * exact[i];
    }
  }

  @Override
  public double relativeError() {
    double explained = factorByFactor == 0 ? 0 : factorByExact * factorByExact / factorByFactor;
    return RelativeError.ratio(exactByExact - explained, exactByExact);
  }
}
