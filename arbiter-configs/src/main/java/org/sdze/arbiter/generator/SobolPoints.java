package org.sdze.arbiter.generator;

import org.hipparchus.random.SobolSequenceGenerator;
import org.sdze.optimizer.random.RandomKey;

/**
 * Sobol's sequence with a random digital shift: each coordinate's binary digits are added, without
 * carry, to those of a random number. Every point is then uniform, and every elementary interval
 * holds as many of the first 2ᵐ points as without the shift (L'Ecuyer and Lemieux 2002).
 */
final class SobolPoints {

  /** The digits of Hipparchus's sequence. */
  private static final double SCALE = 0x1p52;

  private final SobolSequenceGenerator sequence;
  private final long[] shift;

  /**
   * The sequence in a cube.
   *
   * @param dimension at least 1 and at most what Hipparchus's table of directions holds
   * @param key names the shift
   */
  SobolPoints(int dimension, RandomKey key) {
    sequence = new SobolSequenceGenerator(dimension);
    shift = new long[dimension];
    for (int k = 0; k < dimension; k++) {
      shift[k] = key.index(k).generator().nextLong() >>> 12;
    }
  }

  /** The point with this number, from 0: each coordinate within (0, 1). */
  double[] point(int index) {
    double[] point = sequence.skipTo(index);
    for (int k = 0; k < point.length; k++) {
      long digits = (long) (point[k] * SCALE) ^ shift[k];
      // The middle of the cell: distributions without bounds have no quantile at 0.
      point[k] = (digits + 0.5) / SCALE;
    }
    return point;
  }
}
