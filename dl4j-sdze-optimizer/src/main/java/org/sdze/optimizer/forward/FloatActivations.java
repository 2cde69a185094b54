package org.sdze.optimizer.forward;

import java.util.Arrays;

/**
 * tanh and sine with two derivatives in single precision, tile by tile.
 *
 * <p>Every loop is a method of its own, short, of sums and products: Java's compiler makes vector
 * instructions of such loops, and of one that holds all of a function none (0.7 ns a number instead
 * of 9). Largest errors, against {@link Math}: tanh 6e-7 of its value, sine and cosine 3e-7 for |z|
 * up to {@link #LARGEST}.
 */
final class FloatActivations {

  /** Beyond it, and for NaN, sine and cosine are Java's own, number by number. */
  static final float LARGEST = 1000;

  /** Added and taken away again, it leaves a number rounded to a whole one. */
  private static final float ROUNDING = 1.5f * (1 << 23);

  /** Below it a number is its own rest. */
  static final float WITHIN_HALF_TURN = 1.57f;

  private static final int LANES = 128;

  private static final float INVERSE_PI = (float) (1 / Math.PI);

  // π, of which the first two parts have so few digits that their products with k are exact
  private static final float PI_FIRST = 3.140625f;
  private static final float PI_SECOND = 9.675026E-4f;
  private static final float PI_THIRD = 1.509958E-7f;

  private FloatActivations() {}

  /**
   * y = tanh z, σ′ = 1 − y², σ″ = −2 y σ′: with p = e^−2|z| − 1, |y| = −p/(2 + p), and p from its
   * polynomial at −2|z|/2^5 by p ← p (2 + p), as often.
   *
   * @param p scratch
   */
  static void tanh(float[] z, float[] y, float[] slope, float[] curve, float[] p, int length) {
    bounded(z, slope, length);
    polynomial(slope, 1, 1, 8, p, length); // (eˣ − 1)/x, |x| ≤ 5/8
    times(slope, p, length);
    for (int k = 0; k < 5; k++) {
      doubled(p, length);
    }
    quotient(p, y, length);
    signed(z, y, length);
    oneLessSquare(y, slope, length);
    minusTwice(y, slope, curve, length);
  }

  /**
   * y = sin z, σ′ = cos z, σ″ = −sin z, by z = kπ + r.
   *
   * @param p scratch
   */
  static void sine(float[] z, float[] y, float[] slope, float[] curve, float[] p, int length) {
    sine(largest(z, p, y, length), z, y, slope, curve, p, length);
  }

  /**
   * The same.
   *
   * @param largest at least every |z|, NaN if one is; no bit depends on it
   */
  static void sine(
      float largest, float[] z, float[] y, float[] slope, float[] curve, float[] p, int length) {
    if (!(largest <= LARGEST)) {
      byJava(z, y, slope, curve, length);
      return;
    }
    if (largest < WITHIN_HALF_TURN) {
      sineOfRest(z, y, slope, curve, p, length);
      return;
    }
    halfTurns(z, curve, length);
    rest(z, curve, y, length);
    signs(curve, length);
    square(y, slope, length);
    polynomial(slope, 1, 2, 6, p, length); // sin(r)/r in r², |r| ≤ π/2
    times(curve, p, length);
    times(p, y, length);
    polynomial(slope, 0, 2, 8, p, length); // cos r
    product(curve, p, slope, length);
    negative(y, curve, length);
  }

  /** The same where k is 0 for all numbers, to the same bits. */
  private static void sineOfRest(
      float[] z, float[] y, float[] slope, float[] curve, float[] p, int length) {
    square(z, curve, length);
    polynomial(curve, 1, 2, 6, p, length);
    product(p, z, y, length);
    polynomial(curve, 0, 2, 8, slope, length);
    negative(y, curve, length);
  }

  /** p ← Σ c_k x^k, an even number of coefficients, two at a time. */
  private static void polynomial(float[] x, int first, int step, int count, float[] p, int length) {
    line(x, coefficient(first, step, count - 2), coefficient(first, step, count - 1), p, length);
    for (int k = count - 4; k >= 0; k -= 2) {
      twoMore(x, coefficient(first, step, k), coefficient(first, step, k + 1), p, length);
    }
  }

  /** ±1/(first + k step)!, of alternating signs where the step is 2. */
  private static float coefficient(int first, int step, int k) {
    double factorial = 1;
    for (int i = 2; i <= first + k * step; i++) {
      factorial *= i;
    }
    return (float) ((step == 2 && k % 2 == 1 ? -1 : 1) / factorial);
  }

  private static void line(float[] x, float below, float above, float[] p, int length) {
    for (int i = 0; i < length; i++) {
      p[i] = below + x[i] * above;
    }
  }

  private static void twoMore(float[] x, float below, float above, float[] p, int length) {
    for (int i = 0; i < length; i++) {
      p[i] = below + x[i] * (above + x[i] * p[i]);
    }
  }

  /** −2|z|/2^5, within what tanh tells from 1. */
  private static void bounded(float[] z, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = -1f / 16 * Math.min(10f, Math.abs(z[i]));
    }
  }

  /** tanh |z| with the sign of z. */
  private static void signed(float[] z, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] *= z[i] / Math.max(Math.abs(z[i]), Float.MIN_NORMAL);
    }
  }

  private static void times(float[] factor, float[] p, int length) {
    for (int i = 0; i < length; i++) {
      p[i] *= factor[i];
    }
  }

  private static void product(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i];
    }
  }

  private static void square(float[] a, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * a[i];
    }
  }

  private static void negative(float[] a, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = -a[i];
    }
  }

  private static void doubled(float[] p, int length) {
    for (int i = 0; i < length; i++) {
      p[i] = p[i] * p[i] + 2 * p[i]; // rounds less than p (2 + p)
    }
  }

  private static void quotient(float[] p, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = -p[i] / (2 + p[i]);
    }
  }

  private static void oneLessSquare(float[] y, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = 1 - y[i] * y[i];
    }
  }

  private static void minusTwice(float[] a, float[] b, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = -2 * a[i] * b[i];
    }
  }

  /** k. */
  private static void halfTurns(float[] z, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = (z[i] * INVERSE_PI + ROUNDING) - ROUNDING;
    }
  }

  /** r = z − kπ. */
  private static void rest(float[] z, float[] k, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = ((z[i] - k[i] * PI_FIRST) - k[i] * PI_SECOND) - k[i] * PI_THIRD;
    }
  }

  /** (−1)ᵏ = 1 − 2 (k − m)², m the even number next to k. */
  private static void signs(float[] k, int length) {
    for (int i = 0; i < length; i++) {
      k[i] -= 2 * ((k[i] * 0.5f + ROUNDING) - ROUNDING);
    }
    squaredSigns(k, length);
  }

  private static void squaredSigns(float[] k, int length) {
    for (int i = 0; i < length; i++) {
      k[i] = 1 - 2 * k[i] * k[i];
    }
  }

  /**
   * The largest |z|; NaN if there is one. Of {@value #LANES} numbers at a time, each compared with
   * its own largest so far: a single one would wait for every comparison, a nanosecond each.
   *
   * @param strip scratch
   * @param lanes scratch
   */
  static float largest(float[] z, float[] strip, float[] lanes, int length) {
    float largest = 0;
    int strips = length / LANES * LANES;
    if (strips > 0) {
      Arrays.fill(lanes, 0, LANES, 0);
      for (int from = 0; from < strips; from += LANES) {
        System.arraycopy(z, from, strip, 0, LANES);
        larger(strip, lanes);
      }
      for (int i = 0; i < LANES; i++) {
        largest = Math.max(largest, lanes[i]);
      }
    }
    for (int i = strips; i < length; i++) {
      largest = Math.max(largest, Math.abs(z[i]));
    }
    return largest;
  }

  private static void larger(float[] strip, float[] lanes) {
    for (int i = 0; i < LANES; i++) {
      lanes[i] = Math.max(lanes[i], Math.abs(strip[i]));
    }
  }

  private static void byJava(float[] z, float[] y, float[] slope, float[] curve, int length) {
    for (int i = 0; i < length; i++) {
      y[i] = (float) Math.sin(z[i]);
      slope[i] = (float) Math.cos(z[i]);
      curve[i] = -y[i];
    }
  }
}
