package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.EachPoint;

/**
 * The solution of u_t + u u_x = ν u_xx, u(x, 0) = −sin πx, by Cole and Hopf's transformation: with
 * f(y) = exp(−(1 + cos πy)/(2πν)),
 *
 * <pre>u(x, t) = −∫ sin(πy) f(y) e^(−z²) dz / ∫ f(y) e^(−z²) dz,   y = x − 2√(νt) z,
 * </pre>
 *
 * by the trapezoidal rule, whose error falls faster than any power of its step here: Gauss–Hermite
 * nodes are no better and take seconds to find. Immutable, thread-safe. Source: Basdevant et al.,
 * Spectral and finite difference solutions of the Burgers equation, Computers & Fluids 14 (1986).
 *
 * @param viscosity ν, at least 0.001: below that all of f is too small for a double
 */
record BurgersSolution(double viscosity) implements Solution {

  /** f varies by a factor e¹⁰⁰ at ν = 0.01/π, e^(−z²) by more up to here. */
  private static final double END = 12;

  private static final int INTERVALS = 480;

  BurgersSolution {
    if (!(viscosity >= 1e-3)) {
      throw Argument.refused("viscosity must be at least 0.001, was %s", viscosity);
    }
  }

  /** u at a point. */
  double at(double x, double t) {
    double spread = 2 * Math.sqrt(viscosity * t);
    double upper = 0;
    double lower = 0;
    for (int k = 0; k <= INTERVALS; k++) {
      double z = END * (2.0 * k / INTERVALS - 1);
      double y = Math.PI * (x - spread * z);
      double f = Math.exp(-z * z - (1 + Math.cos(y)) / (2 * Math.PI * viscosity));
      upper += Math.sin(y) * f;
      lower += f;
    }
    return -upper / lower;
  }

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return EachPoint.numbers(x.length, i -> at(x[i][0], x[i][1]));
  }
}
