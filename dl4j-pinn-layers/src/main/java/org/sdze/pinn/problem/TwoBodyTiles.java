package org.sdze.pinn.problem;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.RowSums;
import org.sdze.optimizer.forward.HostActivations;

/** What {@link TwoBody#addTerms} sums up, in one pass over the points, to which it is held. */
final class TwoBodyTiles {

  private TwoBodyTiles() {}

  /**
   * The sums, in the order of {@link NeighbourSum}'s.
   *
   * @param points that {@link RowSums} suit
   * @param coefficients c, one a term
   */
  static double[][] sums(INDArray points, FloatBuffer coefficients) {
    double[][] sums =
        RowSums.of(
            points,
            4,
            1,
            8,
            (from, count, n, x, into, scratch) ->
                add(coefficients, from, count, n, x, into, scratch));
    int last = points.columns() - 1; // is no term's first
    for (int i = 0; i < sums[3].length; i++) {
      double x = points.getDouble(i, last);
      sums[3][i] += x * x;
    }
    return sums;
  }

  private static void add(
      FloatBuffer c, int from, int count, int n, float[] x, float[][] into, float[][] lent) {
    int length = count * n;
    float[] sine = lent[0];
    float[] cosine = lent[1];
    float[] q = lent[2];
    float[] tx = lent[3];
    float[] ty = lent[4];
    float[] t = lent[5];
    HostActivations.sine(x, sine, cosine, lent[6], lent[7], length + n);
    inner(x, cosine, n, q, length);
    sum(x, q, t, length);
    byFirst(x, sine, n, tx, length);
    bySecond(cosine, sine, n, ty, length);
    HostActivations.sine(t, sine, cosine, lent[6], lent[7], length); // sin t, cos t
    along(x, n, tx, ty, t, length);
    times(cosine, t, length);
    squares(tx, ty, length);
    times(sine, tx, length);
    minusSum(tx, q, cosine, length);
    for (int j = 0; j < count; j++) {
      RowSums.add(c.get(from + j), sine, j * n, into[0], n);
      RowSums.add(c.get(from + j), t, j * n, into[1], n);
      RowSums.add(c.get(from + j), tx, j * n, into[2], n);
      RowSums.addSquares(x, j * n, into[3], n);
    }
  }

  /** q = cos y + y cos x. */
  private static void inner(float[] x, float[] cosine, int n, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = cosine[i + n] + x[i + n] * cosine[i];
    }
  }

  private static void sum(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + b[i];
    }
  }

  /** t_x = 1 − y sin x. */
  private static void byFirst(float[] x, float[] sine, int n, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = 1 - x[i + n] * sine[i];
    }
  }

  /** t_y = cos x − sin y. */
  private static void bySecond(float[] cosine, float[] sine, int n, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = cosine[i] - sine[i + n];
    }
  }

  /** x t_x + y t_y. */
  private static void along(float[] x, int n, float[] tx, float[] ty, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] * tx[i] + x[i + n] * ty[i];
    }
  }

  private static void times(float[] factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] *= factor[i];
    }
  }

  /** t_x² + t_y², in the place of t_x. */
  private static void squares(float[] tx, float[] ty, int length) {
    for (int i = 0; i < length; i++) {
      tx[i] = tx[i] * tx[i] + ty[i] * ty[i];
    }
  }

  /** Δ sin t = −(… + q cos t). */
  private static void minusSum(float[] out, float[] q, float[] cosine, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = -(out[i] + q[i] * cosine[i]);
    }
  }
}
