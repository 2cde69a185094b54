package org.sdze.pinn.problem;

import org.sdze.pinn.equation.FactorValues;
import org.sdze.pinn.equation.NetworkValues;

/**
 * What is known of a factor v at n points of the unit ball.
 *
 * @param value v, {@code [n]}
 * @param alongPoint x·∇v, {@code [n]}
 * @param laplacian Δv, {@code [n]}
 * @param squaredRadius ‖x‖², {@code [n]}
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one call, never compared
record BallFactor(double[] value, double[] alongPoint, double[] laplacian, double[] squaredRadius) {

  /** u* = w v and Δu* = w Δv − 4 x·∇v − 2d v with w = 1 − ‖x‖². */
  ExactValues solution(int dimension) {
    double[] u = new double[value.length];
    double[] laplacianOfU = new double[value.length];
    for (int i = 0; i < u.length; i++) {
      NetworkValues v = new NetworkValues(value[i], alongPoint[i], laplacian[i], Double.NaN);
      FactorValues w = FactorValues.unitBall(squaredRadius[i], dimension);
      u[i] = w.valueOf(v);
      laplacianOfU[i] = w.laplacianOf(v);
    }
    return new ExactValues(u, laplacianOfU);
  }
}
