package org.sdze.benchmarks.rival;

import java.util.Arrays;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.train.DivergenceException;

/** The loss of a step at the parameters of the moment. */
final class MeanLoss {

  private double lastFinite = Double.NaN;

  /**
   * The mean loss of the samples.
   *
   * @throws DivergenceException if it is not finite
   */
  double of(DenseNetwork network, Objective objective, long step) {
    network.changed(); // whoever asks has just moved the parameters
    double loss = Arrays.stream(objective.losses(network)).sum() / objective.samples();
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      throw new DivergenceException(step, lastFinite);
    }
    lastFinite = loss;
    return loss;
  }
}
