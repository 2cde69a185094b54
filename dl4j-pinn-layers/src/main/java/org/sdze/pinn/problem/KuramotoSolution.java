package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.equation.EachPoint;

/**
 * The solution of u_t + 5u u_x + u_xx/2 + u_xxxx/200 = 0 on [−1, 1] × [0, 1], periodic, u(x, 0) =
 * −sin πx, by its series Σ b_k(t) sin kπx, which stays one of sines: the linear part is integrated
 * exactly, the product by Runge and Kutta's rule of fourth order, with twice as many points as
 * sines, so that nothing is folded back. Between the times that are kept cubic polynomials are
 * laid. Computed when first asked for, in a second; its error is below 10⁻⁵. Immutable,
 * thread-safe.
 */
final class KuramotoSolution implements Solution {

  static final double CONVECTION = 5;
  static final double GROWTH = 0.5;
  static final double DECAY = 0.005;

  private final int sines;
  private final int frames; // intervals of [0, 1] in t

  /** b_k at frame / frames, k from 1. */
  private final double[][] table;

  private final double[][] waves; // sin kπx_j, cos kπx_j: by k, at x_j = j / points
  private final double[][] even;

  /** The one of the library. */
  private static final class Library {
    static final KuramotoSolution SOLUTION = new KuramotoSolution(32, 1_000, 12);
  }

  /**
   * The solution.
   *
   * @param sines of the series
   * @param frames kept, of [0, 1] in time
   * @param steps from one to the next
   */
  KuramotoSolution(int sines, int frames, int steps) {
    this.sines = sines;
    this.frames = frames;
    int points = 2 * sines;
    waves = new double[sines + 1][points + 1];
    even = new double[sines + 1][points + 1];
    for (int k = 0; k <= sines; k++) {
      for (int j = 0; j <= points; j++) {
        waves[k][j] = Math.sin(Math.PI * k * j / points);
        even[k][j] = Math.cos(Math.PI * k * j / points);
      }
    }
    table = new double[frames + 1][];
    double[] b = new double[sines + 1];
    b[1] = -1;
    table[0] = b;
    for (int frame = 1; frame <= frames; frame++) {
      b = b.clone();
      for (int step = 0; step < steps; step++) {
        b = after(b, 1.0 / (frames * (double) steps));
      }
      table[frame] = b;
    }
  }

  /** The library's, for whoever asks for values. */
  static Solution library() {
    return points -> Library.SOLUTION.values(points);
  }

  /** One step of Runge and Kutta for e^(−Lt) b. */
  private double[] after(double[] b, double time) {
    double[] half = new double[b.length];
    for (int k = 0; k < b.length; k++) {
      double squared = Math.pow(Math.PI * k, 2);
      half[k] = Math.exp((GROWTH * squared - DECAY * squared * squared) * time / 2);
    }
    double[] first = product(b);
    double[] second = product(moved(b, first, time / 2, half, true));
    double[] third = product(moved(b, second, time / 2, half, false));
    double[] last = new double[b.length];
    for (int k = 0; k < b.length; k++) {
      last[k] = half[k] * (half[k] * b[k] + time * third[k]);
    }
    double[] fourth = product(last);
    double[] next = new double[b.length];
    for (int k = 0; k < b.length; k++) {
      next[k] =
          half[k] * half[k] * b[k]
              + time
                  / 6
                  * (half[k] * half[k] * first[k]
                      + 2 * half[k] * (second[k] + third[k])
                      + fourth[k]);
    }
    return next;
  }

  /** e^(Lt/2) b with a slope that is to be carried there, too, or is there already. */
  private static double[] moved(
      double[] b, double[] slope, double time, double[] half, boolean isBefore) {
    double[] moved = new double[b.length];
    for (int k = 0; k < b.length; k++) {
      moved[k] = half[k] * b[k] + time * (isBefore ? half[k] : 1) * slope[k];
    }
    return moved;
  }

  /** The sines of −5 u u_x = −(5/2) (u²)_x. */
  private double[] product(double[] b) {
    int points = waves[0].length - 1;
    double[] squares = new double[points + 1];
    for (int j = 0; j <= points; j++) {
      double u = 0;
      for (int k = 1; k <= sines; k++) {
        u += b[k] * waves[k][j];
      }
      squares[j] = u * u;
    }
    double[] slopes = new double[b.length];
    for (int k = 1; k <= sines; k++) {
      double cosine = 0; // u is 0 at both ends
      for (int j = 1; j < points; j++) {
        cosine += squares[j] * even[k][j];
      }
      slopes[k] = CONVECTION / 2 * k * Math.PI * 2 / points * cosine;
    }
    return slopes;
  }

  /** u at a point. */
  double at(double x, double t) {
    double inTime = t * frames;
    int from = Math.max(0, Math.min(frames - 3, (int) Math.floor(inTime) - 1));
    double u = 0;
    for (int k = 1; k <= sines; k++) {
      double[] b = new double[4];
      for (int j = 0; j < 4; j++) {
        b[j] = table[from + j][k];
      }
      u += Grids.cubic(b, inTime - from) * Math.sin(Math.PI * k * x);
    }
    return u;
  }

  @Override
  public double[] values(INDArray points) {
    double[][] x = HostArrays.rows(points);
    return EachPoint.numbers(x.length, i -> at(x[i][0], x[i][1]));
  }
}
