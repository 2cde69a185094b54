package org.sdze.optimizer.train;

import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;

/**
 * Where in a run a step stands.
 *
 * @param key the step's key
 * @param step its number, from 0
 * @param progress the fraction of the budget spent before it, in [0, 1]
 */
public record StepKey(RandomKey key, long step, double progress) {

  public StepKey {
    Argument.given("key", key);
    if (step < 0) {
      throw new IllegalArgumentException("step must not be negative, was " + step);
    }
    if (!(progress >= 0 && progress <= 1)) {
      throw new IllegalArgumentException("progress must be in [0, 1], was " + progress);
    }
  }

  /** A step of a run with that root key. */
  public static StepKey of(RandomKey root, long step, double progress) {
    return new StepKey(Argument.given("root key", root).step(step), step, progress);
  }
}
