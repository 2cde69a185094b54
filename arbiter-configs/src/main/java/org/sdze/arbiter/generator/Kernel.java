package org.sdze.arbiter.generator;

/**
 * Matérn's correlation with ν = 5/2 over the features of a {@link Cube},
 *
 * <pre>M(r) = (1 + √5 r + 5r²/3) exp(−√5 r),    r² = Σₖ δₖ(a, b) / ℓₖ²,</pre>
 *
 * with one length scale a coordinate (Rasmussen and Williams 2006, eq. 4.17).
 *
 * <p>δ of a coordinate is 0 if both features are equal or both inactive; 1 if one of them is
 * inactive, or if they are different levels without an order; otherwise 4 sin²((a − b)/2), the
 * square of the chord of an arc of one radian. The inactive feature is the centre of that arc, so
 * that all active ones are equally far from it, and r is a distance in a Euclidean space: the idea
 * of Hutter and Osborne (2013, A kernel for hierarchical parameter spaces).
 */
final class Kernel {

  private static final double ROOT_5 = Math.sqrt(5);

  private final boolean[] categorical;

  /**
   * The kernel of a space.
   *
   * @param categorical for each coordinate, whether its features have no order
   */
  Kernel(boolean[] categorical) {
    this.categorical = categorical.clone();
  }

  int dimension() {
    return categorical.length;
  }

  /** δₖ(a, b). */
  double difference(double[] a, double[] b, int k) {
    double left = a[k];
    double right = b[k];
    if (left == right) {
      return 0;
    }
    boolean leftInactive = Double.isNaN(left);
    boolean rightInactive = Double.isNaN(right);
    if (leftInactive || rightInactive) {
      return leftInactive && rightInactive ? 0 : 1;
    }
    if (categorical[k]) {
      return 1;
    }
    double half = Math.sin((left - right) / 2);
    return 4 * half * half;
  }

  /** r² for given 1/ℓₖ². */
  double squaredDistance(double[] a, double[] b, double[] relevance) {
    double sum = 0;
    for (int k = 0; k < relevance.length; k++) {
      sum += relevance[k] * difference(a, b, k);
    }
    return sum;
  }

  /** M as a function of r². */
  static double correlation(double squaredDistance) {
    double scaled = ROOT_5 * Math.sqrt(squaredDistance);
    return (1 + scaled + scaled * scaled / 3) * Math.exp(-scaled);
  }

  /** dM/d(r²). */
  static double slope(double squaredDistance) {
    double scaled = ROOT_5 * Math.sqrt(squaredDistance);
    return -5.0 / 6 * (1 + scaled) * Math.exp(-scaled);
  }
}
