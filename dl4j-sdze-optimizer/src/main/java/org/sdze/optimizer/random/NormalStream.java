package org.sdze.optimizer.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;

/**
 * Standard normal numbers of one key, bit by bit those that Commons RNG's ziggurat makes of {@link
 * RandomKey#generator}, to which it is held.
 *
 * <p>The state of the generator stays in the processor's registers, and 253 of 256 numbers are one
 * product: 1.5 ns each on one core, where sampler and generator, an object each, take three to four
 * times that. Used by one thread.
 */
final class NormalStream implements UniformRandomProvider {

  /** Strips that lie wholly below the density; the others' numbers are left to the sampler. */
  private static final int STRIPS = 253;

  private static final int STRIP_BITS = 0xff;

  private static final Strips TABLE = new Strips();

  private final ContinuousSampler sampler = ZigguratSampler.NormalizedGaussian.of(this);
  private long a; // the state of xoshiro256++
  private long b;
  private long c;
  private long d;
  private long pending; // drawn already, if it is
  private boolean isPending;

  NormalStream(RandomKey key) {
    long state = key.state();
    a = RandomKey.mix(state += RandomKey.GOLDEN);
    b = RandomKey.mix(state += RandomKey.GOLDEN);
    c = RandomKey.mix(state += RandomKey.GOLDEN);
    d = RandomKey.mix(state + RandomKey.GOLDEN);
  }

  /** The strips' widths, asked from the sampler: of 2⁶² and a strip it makes 2⁶² times that. */
  private static final class Strips {
    private final double[] widths = new double[STRIP_BITS + 1]; // no index leaves it: no check

    Strips() {
      long[] next = {0};
      ContinuousSampler sampler = ZigguratSampler.NormalizedGaussian.of(() -> next[0]);
      for (int strip = 0; strip < STRIPS; strip++) {
        next[0] = 1L << 62 | strip;
        widths[strip] = sampler.sample() * 0x1p-62;
      }
    }
  }

  @Override
  public long nextLong() {
    if (isPending) {
      isPending = false;
      return pending;
    }
    long result = Long.rotateLeft(a + d, 23) + a;
    long shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = Long.rotateLeft(d, 45);
    return result;
  }

  /** The next {@code length} numbers, in single precision. */
  void next(float[] numbers, int length) {
    int k = 0;
    while (k < length) {
      k = inStrips(numbers, k, length);
      if (k < length) {
        numbers[k++] = (float) sampler.sample(); // begins with the pending one
      }
    }
  }

  /** Numbers until one belongs to the sampler, from place k on; gives that place. */
  private int inStrips(float[] numbers, int from, int length) {
    double[] widths = TABLE.widths;
    long a = this.a;
    long b = this.b;
    long c = this.c;
    long d = this.d;
    int k = from;
    for (; k < length; k++) {
      long drawn = Long.rotateLeft(a + d, 23) + a;
      long shifted = b << 17;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = Long.rotateLeft(d, 45);
      int strip = (int) drawn & STRIP_BITS;
      if (strip >= STRIPS) {
        pending = drawn;
        isPending = true;
        break;
      }
      numbers[k] = (float) (widths[strip] * drawn);
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
    return k;
  }
}
