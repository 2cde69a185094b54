package org.sdze.optimizer.credit;

import org.sdze.optimizer.setting.SdzeSettings;

/**
 * Noise credit: every sample's pre-activations of a layer move by noise of their own, and the
 * sample's own loss credits it (docs/method.md §4b).
 *
 * @param probes the number of differences a layer and step, at least 1
 * @param smoothing the size of the noise relative to the root mean square of the pre-activations,
 *     positive
 * @param feedback whether a learned prediction of the credit is used as a control variate
 */
public record NoiseCredit(int probes, double smoothing, boolean feedback) implements Estimator {

  public NoiseCredit {
    SdzeSettings.PROBES.require(probes);
    SdzeSettings.SMOOTHING.require(smoothing);
  }
}
