package org.sdze.pinn.score;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A prediction w(x) b(x) of a solution, w the factor of the hard constraint, with a b so simple
 * that nobody would call it learned. A network's error means something only beside those of the
 * baselines.
 *
 * <p>Test points arrive in chunks; only sums are kept. Used by one thread. Source: docs/method.md
 * §6.
 */
public interface Baseline {

  /** The name under which the baseline is reported, in lower case with hyphens. */
  String name();

  /**
   * Adds a chunk of test points.
   *
   * @param points {@code [m, d]}, float or double, 'f' order; left as it is
   * @param factor w at the points, {@code [m]}
   * @param exact u* at the points, {@code [m]}
   * @throws IllegalArgumentException if the lengths differ
   */
  void add(INDArray points, double[] factor, double[] exact);

  /**
   * The relative error over all chunks.
   *
   * @throws IllegalArgumentException if u* vanishes at all points, or there are none
   */
  double relativeError();
}
