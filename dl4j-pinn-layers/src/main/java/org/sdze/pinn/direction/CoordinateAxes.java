package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The span of a first layer that is at least as wide as the input: all of R^d (docs/method.md §2b). */
final class CoordinateAxes {

  private CoordinateAxes() {}

  /**
   * The axes, or a few rows of a rotation of them, as explicit directions.
   *
   * @param weights W, {@code [d, h]} with d ≤ h
   * @param rotation {@code [k, d]}, orthonormal rows; null for all axes
   */
  static DirectionSet of(INDArray weights, @Nullable INDArray rotation) {
    INDArray axes =
        rotation == null
            ? Nd4j.eye(weights.rows()).castTo(weights.dataType()).dup('f')
            : rotation.mul(Math.sqrt((double) rotation.columns() / rotation.rows()));
    return new ExplicitDirectionSet(axes, weights);
  }
}
