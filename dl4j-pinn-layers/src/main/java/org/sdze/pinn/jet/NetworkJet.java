package org.sdze.pinn.jet;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;

/**
 * What a network's jet pass says at n points, on the host, plus its derivatives along directions.
 *
 * @param value N, {@code [n]}
 * @param alongField q·∇N, q the field that the pass followed, {@code [n]}
 * @param laplacian ΔN or its estimate, {@code [n]}
 * @param alongDirections v_r·∇N, {@code [n, V]}; null where the equation needs no gradient
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
public record NetworkJet(
    double[] value, double[] alongField, double[] laplacian, @Nullable INDArray alongDirections) {

  /** The number of points. */
  public int points() {
    return value.length;
  }

  /** Σ_r (v_r·∇N)² or its estimate, {@code [n]}; NaN where the equation needs no gradient. */
  public double[] squaredGradientNorm() {
    if (alongDirections == null) {
      double[] unknown = new double[value.length];
      java.util.Arrays.fill(unknown, Double.NaN);
      return unknown;
    }
    return HostArrays.copy(alongDirections.mul(alongDirections).sum(1));
  }
}
