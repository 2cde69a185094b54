package org.sdze.pinn.domain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;

/** A set in R^d with a law of points. Immutable, thread-safe. */
public interface Domain {

  /** The dimension d, at least 1. */
  int dimension();

  /**
   * Overwrites {@code points} with independent draws that depend on nothing but {@code key} and
   * shape.
   *
   * @param points output, {@code [n, d]}, floating point, 'f' order
   */
  void draw(RandomKey key, INDArray points);
}
