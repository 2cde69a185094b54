package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.HostTiles;

/**
 * Activations in one pass over memory, where ND4J's arrays lie on this processor: tanh and sine,
 * which networks for equations are made of.
 */
public final class HostActivations {

  private HostActivations() {}

  /** Whether an activation is here, and the arrays are such that it can be used. */
  public static boolean suit(Activation activation, INDArray... arrays) {
    return (activation == Activation.TANH || activation == Activation.SINE)
        && HostTiles.suit(arrays);
  }

  /**
   * Overwrites y = σ(z), slope = σ′(z), curve = σ″(z), four arrays that {@link #suit} and do not
   * alias.
   *
   * @param z left as it is
   */
  public static void apply(
      Activation activation, INDArray z, INDArray y, INDArray slope, INDArray curve) {
    HostTiles.each(
        1,
        1,
        (column, row, t, length) -> floats(activation, t[0], t[1], t[2], t[3], t[4], length),
        (column, row, t, length) -> doubles(activation, t[0], t[1], t[2], t[3], t[4], length),
        z,
        y,
        slope,
        curve);
  }

  /** Overwrites z, which {@link #suit}s, with σ(z). */
  public static void apply(Activation activation, INDArray z) {
    HostTiles.each(
        1,
        3,
        (column, row, t, length) -> floats(activation, t[0], t[1], t[2], t[3], t[4], length),
        (column, row, t, length) -> doubles(activation, t[0], t[1], t[2], t[3], t[4], length),
        z,
        z);
  }

  /**
   * Those of z, and what becomes of a derivative along a field and of second derivatives that were
   * 0 before: out = σ′ z_x, second = σ″ g, matrices in 'f' order that {@link #suit}.
   *
   * @param alongField z_x
   * @param squares g, one number a column
   */
  public static void apply(
      Activation activation,
      INDArray z,
      INDArray alongField,
      double[] squares,
      INDArray y,
      INDArray slope,
      INDArray curve,
      INDArray out,
      INDArray second) {
    HostTiles.columns(
        2,
        1,
        (j, row, t, length) -> {
          floats(activation, t[0], t[2], t[3], t[4], t[7], length);
          product(t[3], t[1], t[5], length);
          multiple(t[4], (float) squares[j], t[6], length);
        },
        (j, row, t, length) -> {
          doubles(activation, t[0], t[2], t[3], t[4], t[7], length);
          product(t[3], t[1], t[5], length);
          multiple(t[4], squares[j], t[6], length);
        },
        z,
        alongField,
        y,
        slope,
        curve,
        out,
        second);
  }

  private static void product(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i];
    }
  }

  private static void product(double[] a, double[] b, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i];
    }
  }

  private static void multiple(float[] a, float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * factor;
    }
  }

  private static void multiple(double[] a, double factor, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * factor;
    }
  }

  /**
   * Overwrites jerk = (σ″(z + move) − σ″(z − move)) / (2 move), two arrays that {@link #suit} and
   * do not alias.
   */
  public static void jerk(Activation activation, double move, INDArray z, INDArray jerk) {
    HostTiles.each(
        1,
        5,
        (column, row, t, length) -> {
          float size = (float) move;
          moved(t[0], size, t[2], length);
          floats(activation, t[2], t[3], t[4], t[1], t[5], length);
          moved(t[0], -size, t[2], length);
          floats(activation, t[2], t[3], t[4], t[6], t[5], length);
          quotient(t[1], t[6], (float) (1 / (2 * move)), length);
        },
        (column, row, t, length) -> {
          moved(t[0], move, t[2], length);
          doubles(activation, t[2], t[3], t[4], t[1], t[5], length);
          moved(t[0], -move, t[2], length);
          doubles(activation, t[2], t[3], t[4], t[6], t[5], length);
          quotient(t[1], t[6], 1 / (2 * move), length);
        },
        z,
        jerk);
  }

  /**
   * The largest |z| of a tile; NaN if there is one. Three arrays that do not alias, the last two
   * scratch.
   */
  public static float largest(float[] z, float[] first, float[] second, int length) {
    return FloatActivations.largest(z, first, second, length);
  }

  /**
   * Sine and cosine of the numbers of a tile; five arrays that do not alias, the last two scratch.
   *
   * @param largest at least every |z|, NaN if one is. No bit depends on it, but numbers that are
   *     known to lie within a quarter turn cost half as much
   */
  public static void sine(
      float largest,
      float[] z,
      float[] sine,
      float[] cosine,
      float[] first,
      float[] second,
      int length) {
    FloatActivations.sine(largest, z, sine, cosine, first, second, length);
  }

  /** Whether numbers of at most that size cost half as much. */
  public static boolean isQuick(float largest) {
    return largest < FloatActivations.WITHIN_HALF_TURN;
  }

  private static void floats(
      Activation activation,
      float[] z,
      float[] y,
      float[] slope,
      float[] curve,
      float[] scratch,
      int length) {
    if (activation == Activation.TANH) {
      FloatActivations.tanh(z, y, slope, curve, scratch, length);
    } else {
      FloatActivations.sine(z, y, slope, curve, scratch, length);
    }
  }

  private static void doubles(
      Activation activation,
      double[] z,
      double[] y,
      double[] slope,
      double[] curve,
      double[] scratch,
      int length) {
    if (activation == Activation.TANH) {
      DoubleActivations.tanh(z, y, slope, curve, scratch, length);
    } else {
      DoubleActivations.sine(z, y, slope, curve, scratch, length);
    }
  }

  private static void moved(float[] z, float move, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = z[i] + move;
    }
  }

  private static void moved(double[] z, double move, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = z[i] + move;
    }
  }

  /** up ← (up − down) · factor. */
  private static void quotient(float[] up, float[] down, float factor, int length) {
    for (int i = 0; i < length; i++) {
      up[i] = (up[i] - down[i]) * factor;
    }
  }

  private static void quotient(double[] up, double[] down, double factor, int length) {
    for (int i = 0; i < length; i++) {
      up[i] = (up[i] - down[i]) * factor;
    }
  }
}
