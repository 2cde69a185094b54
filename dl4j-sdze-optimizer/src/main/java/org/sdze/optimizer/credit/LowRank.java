package org.sdze.optimizer.credit;

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
    atLeastOne("rank", rank);
    atLeastOne("refresh interval", refreshInterval);
    atLeastOne("probes", probes);
    if (!(smoothing > 0) || Double.isInfinite(smoothing)) {
      throw new IllegalArgumentException("smoothing must be positive, was " + smoothing);
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
  }
}
