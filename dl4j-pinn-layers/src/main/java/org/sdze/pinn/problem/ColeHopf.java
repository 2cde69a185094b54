package org.sdze.pinn.problem;

import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.EachPoint;

/**
 * The solution of u_t + Δu − ‖∇u‖² = 0, u(x, T) = log((1 + ‖x‖²)/2), by Cole's and Hopf's
 * transformation:
 *
 * <pre>u = −log E[2/(1 + Q)],   Q = ‖x + √(2(T − t)) Z‖²,   E[1/(1 + Q)] = ∫ e^{−y} E[e^{−yQ}] dy,
 * E[e^{−yQ}] = (1 + 2ys²)^{−d/2} exp(−y‖x‖²/(1 + 2ys²)),   s² = 2(T − t)</pre>
 *
 * <p>by Gauss' quadrature of the integral from 0 to ∞.
 *
 * @param dimension d
 * @param end T
 */
record ColeHopf(int dimension, double end) implements Solution {

  private static final int NODES = 100;

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    GaussIntegrator quadrature = new GaussIntegratorFactory().legendre(NODES, 0, 1);
    return EachPoint.numbers(
        x.length,
        i -> {
          double square = RadialReference.square(x[i], dimension);
          return value(square, 2 * Math.max(0, end - x[i][dimension]), quadrature);
        });
  }

  private double value(double square, double variance, GaussIntegrator quadrature) {
    double scale = 1 / (1 + square + dimension * variance);
    double mean =
        quadrature.integrate(
            v -> { // y = scale · v / (1 − v)
              double y = scale * v / (1 - v);
              double spread = 1 + 2 * y * variance;
              double exponent = -y - dimension / 2.0 * Math.log(spread) - y * square / spread;
              return Math.exp(exponent) * scale / ((1 - v) * (1 - v));
            });
    return -Math.log(2 * mean);
  }
}
