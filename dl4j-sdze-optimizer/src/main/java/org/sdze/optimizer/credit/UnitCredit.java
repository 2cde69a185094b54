package org.sdze.optimizer.credit;

import org.apache.commons.rng.sampling.PermutationSampler;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.SdzeSettings;

/**
 * Unit credit: the sensitivity of every sample to every unit, by moving the units one by one.
 *
 * <p>A unit's pre-activation z is moved for all samples at once by {@code smoothing · rms(z)}, and
 * what lies above is evaluated again (docs/method.md §4c). All units give the exact derivative up
 * to the error of the difference; a block of them gives those columns of it.
 *
 * @param units how many units of each hidden layer are moved in a step, at least 1; {@link #ALL}
 *     moves all
 * @param smoothing the size of a move relative to the root mean square of the pre-activations,
 *     positive
 * @param twoSided whether a unit is moved both ways, at twice the cost, for an error of second
 *     order
 */
public record UnitCredit(int units, double smoothing, boolean twoSided) implements Estimator {

  /** The value of {@code units} that moves all of them. */
  public static final int ALL = Integer.MAX_VALUE;

  public UnitCredit {
    SdzeSettings.UNITS.require(units);
    SdzeSettings.SMOOTHING.require(smoothing);
  }

  /**
   * The units of a layer that are moved in a step, in increasing order.
   *
   * @param width the number of the layer's units
   * @param key the key of (step, layer)
   */
  public int[] select(int width, RandomKey key) {
    Argument.atLeastOne("width", width);
    Argument.given("key", key);
    if (units >= width) {
      return PermutationSampler.natural(width);
    }
    int[] chosen = new PermutationSampler(key.generator(), width, units).sample();
    java.util.Arrays.sort(chosen);
    return chosen;
  }
}
