package org.sdze.optimizer.subspace;

import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Estimates the gradient of an objective by {@link SubspaceDifferences} over all parameters of a
 * dense network, with Z = κ U S Vᵀ. Owned by one thread.
 */
public final class LowRankEstimator {

  private final LowRank config;
  private final SubspaceDifferences differences;

  /**
   * An estimator for the steps of one run.
   *
   * @param root the run's key: the frames of a refresh interval come from it
   */
  public LowRankEstimator(LowRank config, RandomKey root) {
    this.config = config;
    this.differences = new SubspaceDifferences(config, root);
  }

  /** The numbers that it holds for a network. */
  public long numbers(DenseNetwork network) {
    return differences.numbers(network.parameters());
  }

  /**
   * An estimate and the loss that it was made from.
   *
   * @param gradient in the coordinates of the subspace
   * @param loss the mean of the loss over all evaluations
   */
  public record Estimate(GradientEstimate gradient, double loss) {}

  /** The refresh interval that a step lies in: coordinates of two of them do not compare. */
  public long epoch(long step) {
    return differences.epoch(step);
  }

  /**
   * Makes an estimate: two evaluations of the objective a probe, each of the same value.
   *
   * @param key the key of the step
   * @param step the step's number, from 0
   * @throws IllegalArgumentException if the rank exceeds the smaller side of a matrix, naming it
   */
  public Estimate estimate(DenseNetwork network, Objective objective, RandomKey key, long step) {
    requireRank(network);
    try {
      SubspaceDifferences.Slope slope =
          differences.slope(network.parameters(), key, step, () -> loss(network, objective));
      return new Estimate(new GradientEstimate(network, slope.gradients()), slope.loss());
    } finally {
      network.changed();
    }
  }

  private static double loss(DenseNetwork network, Objective objective) {
    network.changed();
    double sum = 0;
    for (double loss : objective.losses(network)) {
      sum += loss;
    }
    return sum / objective.samples();
  }

  private void requireRank(DenseNetwork network) {
    for (DenseLayer layer : network.layers()) {
      long side = Math.min(layer.inputs(), layer.outputs());
      if (side > 1 && config.rank() > side) {
        throw new IllegalArgumentException(
            Text.format(
                "rank must be between 1 and the smaller side of the matrix (%d for layer \"%s\"), was %d",
                side, layer.name(), config.rank()));
      }
    }
  }
}
