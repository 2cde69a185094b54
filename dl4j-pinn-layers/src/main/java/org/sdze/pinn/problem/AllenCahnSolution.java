package org.sdze.pinn.problem;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.EachPoint;

/**
 * The solution of u_t = 10⁻⁴ u_xx + 5u − 5u³ on [−1, 1] × [0, 1], periodic, u(x, 0) = x² cos πx, by
 * differences of its own: Strang's splitting into u_t = 5u − 5u³, whose solution is u/√(u² + (1 −
 * u²)e⁻¹⁰ᵗ), and diffusion by Crank and Nicolson's rule on a compact grid of fourth order,
 * extrapolated from two step sizes, between whose values cubic polynomials are laid. The solution
 * is even, so that half the interval is enough, with slope 0 at both ends. Computed when first
 * asked for, in half a second; its error is below 10⁻⁵. Immutable, thread-safe.
 */
final class AllenCahnSolution implements Solution {

  private static final double DIFFUSION = 1e-4;
  private static final double REACTION = 5;

  private final int intervals; // of [0, 1] in x
  private final int frames; // intervals of [0, 1] in t

  /** u at (i/intervals, k/frames). */
  private final double[][] table;

  /** The one of the library. */
  private static final class Library {
    static final AllenCahnSolution SOLUTION = new AllenCahnSolution(1_600, 160, 5);
  }

  /**
   * The solution on a grid.
   *
   * @param intervals of [0, 1] in space
   * @param frames kept, of [0, 1] in time
   * @param steps from one to the next, of the coarser of two computations
   */
  AllenCahnSolution(int intervals, int frames, int steps) {
    this.intervals = intervals;
    this.frames = frames;
    double[][] coarse = evolved(intervals, frames, steps);
    double[][] fine = evolved(intervals, frames, 2 * steps);
    for (int k = 0; k <= frames; k++) {
      for (int i = 0; i <= intervals; i++) {
        fine[k][i] += (fine[k][i] - coarse[k][i]) / 3; // both are of second order
      }
    }
    this.table = fine;
  }

  /** The library's, for whoever asks for values. */
  static Solution library() {
    return points -> Library.SOLUTION.values(points);
  }

  private static double[][] evolved(int intervals, int frames, int steps) {
    double[][] table = new double[frames + 1][];
    double[] u = new double[intervals + 1];
    for (int i = 0; i <= intervals; i++) {
      double x = (double) i / intervals;
      u[i] = x * x * Math.cos(Math.PI * x);
    }
    table[0] = u.clone();
    double step = 1.0 / (frames * steps);
    for (int k = 1; k <= frames; k++) {
      for (int s = 0; s < steps; s++) {
        react(u, step / 2);
        diffuse(u, DIFFUSION * step * intervals * intervals);
        react(u, step / 2);
      }
      table[k] = u.clone();
    }
    return table;
  }

  private static void react(double[] u, double time) {
    double decay = Math.exp(-2 * REACTION * time);
    for (int i = 0; i < u.length; i++) {
      double squared = u[i] * u[i];
      u[i] /= Math.sqrt(squared + (1 - squared) * decay);
    }
  }

  /**
   * (1 + (1/12 − r/2) δ²) u′ = (1 + (1/12 + r/2) δ²) u, with values mirrored at both ends.
   *
   * @param r diffusion times step by squared width
   */
  private static void diffuse(double[] u, double r) {
    int last = u.length - 1;
    double[] right = new double[u.length];
    double explicit = 1.0 / 12 + r / 2;
    for (int i = 0; i <= last; i++) {
      double before = u[i == 0 ? 1 : i - 1];
      double after = u[i == last ? last - 1 : i + 1];
      right[i] = u[i] + explicit * (before - 2 * u[i] + after);
    }
    double[] beside = new double[u.length];
    double[] diagonal = new double[u.length];
    Arrays.fill(beside, 1.0 / 12 - r / 2);
    Arrays.fill(diagonal, 1 - 2 * beside[0]);
    double[] below = beside.clone();
    below[last] *= 2;
    beside[0] *= 2;
    Grids.solve(below, diagonal, beside, right);
    System.arraycopy(right, 0, u, 0, right.length);
  }

  /** u at a point. */
  double at(double x, double t) {
    double inTime = t * frames;
    int k = Grids.first(inTime, frames);
    double[] values = new double[4];
    for (int j = 0; j < 4; j++) {
      values[j] = Grids.cubic(table[k + j], Math.abs(x) * intervals);
    }
    return Grids.cubic(values, inTime - k);
  }

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return EachPoint.numbers(x.length, i -> at(x[i][0], x[i][1]));
  }
}
