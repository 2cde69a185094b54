package org.sdze.pinn.problem;

/** What solutions by finite differences are computed and read with. */
final class Grids {

  private Grids() {}

  /**
   * Solves a tridiagonal system by elimination, without exchanges.
   *
   * @param below the entries left of the diagonal, {@code [n]}; the first is not read
   * @param diagonal overwritten
   * @param above the entries right of the diagonal; the last is not read
   * @param right overwritten by the solution
   */
  static void solve(double[] below, double[] diagonal, double[] above, double[] right) {
    int last = right.length - 1;
    for (int i = 1; i <= last; i++) {
      double factor = below[i] / diagonal[i - 1];
      diagonal[i] -= factor * above[i - 1];
      right[i] -= factor * right[i - 1];
    }
    right[last] /= diagonal[last];
    for (int i = last - 1; i >= 0; i--) {
      right[i] = (right[i] - above[i] * right[i + 1]) / diagonal[i];
    }
  }

  /**
   * The first of the four nodes between whose middle ones a place lies, or nearly so at the ends.
   *
   * @param last the last node's number, at least 3
   */
  static int first(double place, int last) {
    return Math.max(0, Math.min(last - 3, (int) Math.floor(place) - 1));
  }

  /** Between values at 0, 1, 2, …, at least four: the cubic polynomial through the nearest four. */
  static double cubic(double[] values, double place) {
    int i = first(place, values.length - 1);
    double s = place - i;
    return -values[i] * (s - 1) * (s - 2) * (s - 3) / 6
        + values[i + 1] * s * (s - 2) * (s - 3) / 2
        - values[i + 2] * s * (s - 1) * (s - 3) / 2
        + values[i + 3] * s * (s - 1) * (s - 2) / 6;
  }
}
