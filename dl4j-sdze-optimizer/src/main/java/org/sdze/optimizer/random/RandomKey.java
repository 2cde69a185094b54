package org.sdze.optimizer.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.sdze.optimizer.argument.Argument;

/**
 * A counter-based key: the name of one stream of random numbers, not a generator.
 *
 * <p>One root seed is split by (step, purpose, index); splitting is a pure function, so every
 * point, direction and perturbation of a step can be drawn again from its key alone, in any order
 * and on any thread. Immutable, thread-safe. Source: docs/method.md §3.
 *
 * @param state the 64 bits that identify the stream
 */
public record RandomKey(long state) {

  /** The odd integer nearest to 2⁶⁴ over the golden ratio: the increment of SplitMix64. */
  static final long GOLDEN = 0x9E3779B97F4A7C15L;

  /** The key at the root of a run. Any seed is allowed, and near seeds give unrelated streams. */
  public static RandomKey root(long seed) {
    return new RandomKey(mix(seed + GOLDEN));
  }

  /** The key of one step of a run. */
  public RandomKey step(long step) {
    return split(1, step);
  }

  /** The key of one use of randomness within a step or run. */
  public RandomKey purpose(Purpose purpose) {
    return split(2, Argument.given("purpose", purpose).code());
  }

  /** The key of one draw (a tile, a row, a probe, a layer) of a purpose. */
  public RandomKey index(long index) {
    return split(3, index);
  }

  /** A fresh generator at the beginning of this key's stream. */
  public UniformRandomProvider generator() {
    return RandomSource.XO_SHI_RO_256_PP.create(state);
  }

  // The kind of split enters too, so that step(1).index(2) and index(1).step(2) differ.
  private RandomKey split(long kind, long value) {
    return new RandomKey(mix(mix(state + kind * GOLDEN) ^ mix(value + GOLDEN)));
  }

  /** Stafford's variant 13 of the 64-bit finaliser: a bijection in which every bit moves half. */
  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
