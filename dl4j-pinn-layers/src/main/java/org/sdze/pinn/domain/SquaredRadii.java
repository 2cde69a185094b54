package org.sdze.pinn.domain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.wide.HeldPoints;

/** ‖x‖² of points. */
public final class SquaredRadii {

  private SquaredRadii() {}

  /**
   * ‖x‖² of every row, {@code [n]}.
   *
   * @param points {@code [n, d]}, 'f' order; left as they are
   */
  public static double[] of(INDArray points) {
    return new HeldPoints(points).squaredRadii();
  }
}
