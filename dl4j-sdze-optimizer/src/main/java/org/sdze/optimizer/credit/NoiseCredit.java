package org.sdze.optimizer.credit;

import org.sdze.optimizer.setting.SdzeSettings;

/**
 * Noise credit: every sample's pre-activations of a layer move by noise of their own, and the
 * sample's own loss credits it (docs/method.md §4b).
 *
 * @param probes the number of differences a layer and step, at least 1
 * @param isThrifty whether layers of networks that are not small have fewer where these would take
 *     most of a step
 * @param smoothing the size of the noise relative to the root mean square of the pre-activations,
 *     positive
 * @param feedback whether a learned prediction of the credit is used as a control variate
 */
public record NoiseCredit(int probes, boolean isThrifty, double smoothing, boolean feedback)
    implements Estimator {

  /**
   * All probes of a step together, where they are thrifty, evaluate the network again this often:
   * with the pass that is kept and the products of the gradients a step then takes about four
   * evaluations, where one of backpropagation takes three.
   */
  private static final double AGAIN = 2;

  public NoiseCredit {
    SdzeSettings.PROBES.require(probes);
    SdzeSettings.SMOOTHING.require(smoothing);
  }

  /** The same number of probes for every layer. */
  public NoiseCredit(int probes, double smoothing, boolean feedback) {
    this(probes, false, smoothing, feedback);
  }

  /**
   * The number of differences of a layer.
   *
   * @param price the products that a probe of it takes, of those that evaluate the network once
   * @param layers how many layers get this credit, among which the evaluations are divided
   */
  public int probesOf(double price, int layers) {
    return isThrifty ? (int) Math.max(1, Math.min(probes, AGAIN / layers / price)) : probes;
  }
}
