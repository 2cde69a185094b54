package org.sdze.arbiter.generator;

import org.hipparchus.special.Erf;

/**
 * The expected improvement of a Gaussian value over the best one known, where less is better,
 *
 * <pre>EI = E[max(best − Y, 0)] = s (z Φ(z) + φ(z)),    z = (best − m) / s</pre>
 *
 * (Jones, Schonlau and Welch 1998, eq. 15), and its logarithm, which stays finite and tells points
 * apart where EI itself underflows (Ament and others 2023).
 */
final class ExpectedImprovement {

  private static final double LOG_ROOT_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  /**
   * Below this z the difference in the formula cancels, and four terms of its series are exact to
   * 1e-10.
   */
  private static final double FAR = -30;

  private ExpectedImprovement() {}

  /**
   * EI.
   *
   * @param mean m
   * @param deviation s, not negative
   */
  static double of(double mean, double deviation, double best) {
    return deviation == 0 ? Math.max(best - mean, 0) : Math.exp(log(mean, deviation, best));
  }

  /**
   * log EI; minus infinity if the deviation is 0 and there is no improvement.
   *
   * @param mean m
   * @param deviation s, not negative
   */
  static double log(double mean, double deviation, double best) {
    if (deviation == 0) {
      return Math.log(Math.max(best - mean, 0));
    }
    double z = (best - mean) / deviation;
    double logDensity = -0.5 * z * z - LOG_ROOT_TWO_PI;
    if (z < FAR) {
      // z Φ(z) + φ(z) = φ(z) z⁻² (1 − 3 z⁻² + 15 z⁻⁴ − 105 z⁻⁶ + …)
      double w = 1 / (z * z);
      return Math.log(deviation)
          + logDensity
          + Math.log(w)
          + Math.log1p(-3 * w * (1 - 5 * w * (1 - 7 * w * (1 - 9 * w))));
    }
    double cumulative = 0.5 * Erf.erfc(-z / Math.sqrt(2));
    return Math.log(deviation) + Math.log(z * cumulative + Math.exp(logDensity));
  }
}
