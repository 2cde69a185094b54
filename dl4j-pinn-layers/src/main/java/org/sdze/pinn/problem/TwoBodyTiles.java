package org.sdze.pinn.problem;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.RowSums;
import org.sdze.optimizer.forward.HostActivations;

/** What {@link TwoBody#addTerms} sums up, in one pass over the points, to which it is held. */
final class TwoBodyTiles {

  private static final float ROUNDED = 1.001f; // more than what rounding adds to a sum

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
            9,
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
    float[] y = lent[6];
    float[] sineOfY = lent[7];
    float[] cosineOfY = lent[8];
    float largest = HostActivations.largest(x, q, t, length + n);
    HostActivations.sine(largest, x, sine, cosine, q, t, length + n);
    // Java's compiler makes vector instructions of loops whose arrays are read from one place on.
    System.arraycopy(x, n, y, 0, length);
    System.arraycopy(sine, n, sineOfY, 0, length);
    System.arraycopy(cosine, n, cosineOfY, 0, length);
    inner(y, cosine, cosineOfY, q, length);
    sum(x, q, t, length);
    byFirst(y, sine, tx, length);
    difference(cosine, sineOfY, ty, length);
    float bound = ROUNDED * (1 + 2 * largest); // of |x + cos y + y cos x|
    if (!HostActivations.isQuick(bound)) {
      bound = HostActivations.largest(t, sineOfY, cosineOfY, length);
    }
    HostActivations.sine(bound, t, sine, cosine, sineOfY, cosineOfY, length); // sin t, cos t
    along(x, y, tx, ty, t, length);
    times(cosine, t, length);
    squares(tx, ty, length);
    times(sine, tx, length);
    minusSum(tx, q, cosine, length);
    RowSums.spread(c, from, count, n, cosine);
    RowSums.add(cosine, sine, into[0], length);
    RowSums.add(cosine, t, into[1], length);
    RowSums.add(cosine, tx, into[2], length);
    RowSums.addSquares(x, into[3], length);
  }

  /** q = cos y + y cos x. */
  private static void inner(float[] y, float[] cosine, float[] cosineOfY, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = cosineOfY[i] + y[i] * cosine[i];
    }
  }

  private static void sum(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] + b[i];
    }
  }

  /** t_x = 1 − y sin x. */
  private static void byFirst(float[] y, float[] sine, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = 1 - y[i] * sine[i];
    }
  }

  /** t_y = cos x − sin y. */
  private static void difference(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] - b[i];
    }
  }

  /** x t_x + y t_y. */
  private static void along(float[] x, float[] y, float[] tx, float[] ty, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = x[i] * tx[i] + y[i] * ty[i];
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
