package org.sdze.benchmarks.rival;

import java.util.Arrays;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.train.DivergenceException;

/** Losses of a run, each of which must be finite. */
final class MeanLoss {

  private double lastFinite = Double.NaN;

  /**
   * The mean loss of the samples at the parameters of the moment.
   *
   * @throws DivergenceException if it is not finite
   */
  double of(DenseNetwork network, Objective objective, long step) {
    double loss = Arrays.stream(objective.losses(network)).sum() / objective.samples();
    return finite(loss, step);
  }

  /**
   * A loss.
   *
   * @throws DivergenceException if it is not finite
   */
  double finite(double loss, long step) {
    if (!Double.isFinite(loss)) {
      throw new DivergenceException(step, lastFinite);
    }
    lastFinite = loss;
    return loss;
  }
}
