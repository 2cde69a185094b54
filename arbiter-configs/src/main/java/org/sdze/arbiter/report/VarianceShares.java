package org.sdze.arbiter.report;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.random.SobolSequenceGenerator;
import org.hipparchus.stat.StatUtils;

/**
 * How much of the variance of a function f on the cube [0, 1]ᵈ each coordinate makes (Sobol', Math.
 * Comput. Simul. 55, 2001): alone, Sᵢ = Var(E[f | xᵢ]) / Var f, and with all its interactions, Tᵢ =
 * 1 − Var(E[f | x₋ᵢ]) / Var f. With points A and B and Aᵢ, which is A with coordinate i of B, they
 * are estimated as
 *
 * <pre>Sᵢ = 1 − mean (f(B) − f(Aᵢ))² / 2 Var f,  Tᵢ = mean (f(A) − f(Aᵢ))² / 2 Var f</pre>
 *
 * (Jansen, Comput. Phys. Commun. 117, 1999) on a Sobol' sequence of {@code [points, 2d]}.
 */
final class VarianceShares {

  /** A power of two, where the sequence is balanced. Each costs d + 2 values of f. */
  private static final int POINTS = 4096;

  /** A function of points {@code [n][d]}, whose values are {@code [n]}. */
  @FunctionalInterface
  interface Function {
    double[] at(double[][] points);
  }

  /** Shares of one coordinate, each within [0, 1]. */
  record Share(double alone, double total) {}

  private VarianceShares() {}

  /** The shares of every coordinate; all 0 where f does not vary. */
  static List<Share> of(Function f, int dimension) {
    double[][] a = new double[POINTS][dimension];
    double[][] b = new double[POINTS][dimension];
    SobolSequenceGenerator sequence = new SobolSequenceGenerator(2 * dimension);
    for (int k = 0; k < POINTS; k++) {
      double[] both = sequence.nextVector();
      System.arraycopy(both, 0, a[k], 0, dimension);
      System.arraycopy(both, dimension, b[k], 0, dimension);
    }
    double[] fa = f.at(a);
    double[] fb = f.at(b);
    double variance = (StatUtils.populationVariance(fa) + StatUtils.populationVariance(fb)) / 2;
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < dimension; i++) {
      swap(a, b, i);
      double[] fi = f.at(a);
      swap(a, b, i);
      double fromA = 0;
      double fromB = 0;
      for (int k = 0; k < POINTS; k++) {
        fromA += (fa[k] - fi[k]) * (fa[k] - fi[k]);
        fromB += (fb[k] - fi[k]) * (fb[k] - fi[k]);
      }
      double scale = 2 * variance * POINTS;
      shares.add(
          variance == 0
              ? new Share(0, 0)
              : new Share(within(1 - fromB / scale), within(fromA / scale)));
    }
    return shares;
  }

  /** Exchanges a coordinate of the points of both. */
  private static void swap(double[][] a, double[][] b, int coordinate) {
    for (int k = 0; k < a.length; k++) {
      double kept = a[k][coordinate];
      a[k][coordinate] = b[k][coordinate];
      b[k][coordinate] = kept;
    }
  }

  private static double within(double share) {
    return Math.min(1, Math.max(0, share));
  }
}
