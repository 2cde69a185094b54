package org.sdze.pinn.problem;

import java.util.stream.IntStream;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;

/**
 * The solution of u_t + u u_x = ν u_xx, u(x, 0) = −sin πx, by Cole and Hopf's transformation: with
 * f(y) = exp(−cos(πy)/(2πν)) and Z standard normal,
 *
 * <pre>u(x, t) = −E[sin(πy) f(y)] / E[f(y)],   y = x − √(2νt) Z,
 * </pre>
 *
 * by Gauss–Hermite quadrature. Immutable, thread-safe. Source: Basdevant et al., Spectral and
 * finite difference solutions of the Burgers equation, Computers & Fluids 14 (1986).
 */
final class BurgersSolution implements Solution {

  /** As many nodes as the front of ν = 0.01/π needs. */
  private static final int NODES = 200;

  private static final GaussIntegrator HERMITE = new GaussIntegratorFactory().hermite(NODES);

  private final double viscosity;

  /**
   * The solution for a viscosity.
   *
   * @param viscosity ν, positive; below 0.003 exponentials overflow
   */
  BurgersSolution(double viscosity) {
    this.viscosity = Argument.positive("viscosity", viscosity);
  }

  /** u at a point. */
  double at(double x, double t) {
    double spread = 2 * Math.sqrt(viscosity * t);
    double upper = 0;
    double lower = 0;
    for (int k = 0; k < NODES; k++) {
      double y = Math.PI * (x - spread * HERMITE.getPoint(k));
      double f = HERMITE.getWeight(k) * Math.exp(-Math.cos(y) / (2 * Math.PI * viscosity));
      upper += Math.sin(y) * f;
      lower += f;
    }
    return -upper / lower;
  }

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return IntStream.range(0, x.length).parallel().mapToDouble(i -> at(x[i][0], x[i][1])).toArray();
  }
}
