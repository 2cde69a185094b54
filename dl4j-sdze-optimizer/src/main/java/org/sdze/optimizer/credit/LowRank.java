package org.sdze.optimizer.credit;

import org.sdze.optimizer.setting.SdzeSettings;

/**
 * The low-rank random subspace of the paper (docs/method.md §4a): every weight matrix moves by ε U
 * S Vᵀ, S fresh for each probe, U and V kept for some steps; vectors move in full.
 *
 * @param rank r, at least 1; at most the smaller side of every matrix
 * @param refreshInterval the number of steps for which U and V are kept, at least 1
 * @param probes the number of two-sided differences of a step, at least 1
 * @param smoothing ε, positive
 */
public record LowRank(int rank, int refreshInterval, int probes, double smoothing)
    implements Estimator {

  public LowRank {
    SdzeSettings.RANK.require(rank);
    SdzeSettings.REFRESH_INTERVAL.require(refreshInterval);
    SdzeSettings.PROBES.require(probes);
    SdzeSettings.SMOOTHING.require(smoothing);
  }
}
