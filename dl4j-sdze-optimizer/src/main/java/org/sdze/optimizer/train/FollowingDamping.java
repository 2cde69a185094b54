package org.sdze.optimizer.train;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.SampleSpaceSolver;

/**
 * The Gauss–Newton step whose damping follows the loss of the step's own samples (see {@link
 * GaussNewton}). A step that is taken back leaves the parameters as they were: the next one, on the
 * same points, is damped more.
 */
final class FollowingDamping {

  private static final double LEAST = 1e-14;
  private static final double MOST = 1e6;

  private final SampleSpaceSolver solver = new SampleSpaceSolver();
  private double damping;

  /**
   * A damping that has followed nothing.
   *
   * @param first λ of the first step
   */
  FollowingDamping(double first) {
    this.damping = first;
  }

  /** λ of the next step. */
  double damping() {
    return damping;
  }

  /** Goes on with what another one had. */
  void resume(double damping) {
    this.damping = damping;
  }

  /**
   * Makes a step, or takes it back.
   *
   * @param rows of the objective at the network's parameters
   * @param factor of the damping, at least 1
   * @param rate η, by which the step is multiplied
   * @return whether it was made
   * @throws IllegalArgumentException if the loss is a product of two estimates, which tells nothing
   *     of a single step
   */
  boolean step(
      DenseNetwork network, Objective objective, ResidualRows rows, double factor, double rate) {
    if (!rows.isSquared()) {
      throw new IllegalArgumentException(
          "a damping that follows the loss needs squared residuals, but they are estimated twice");
    }
    double[] residuals = rows.first().residuals();
    int n = residuals.length;
    INDArray kernel = rows.first().gram(rows.first());
    double[] right = Arrays.stream(residuals).map(each -> each / n).toArray();
    double[] alpha = solver.solve(kernel, true, damping * factor, right);
    double[] along =
        HostArrays.copy(kernel.mmul(HostArrays.matrix(alpha, n, kernel.dataType()))); // J Jᵀα
    double predicted = 0;
    for (int i = 0; i < n; i++) {
      double left = residuals[i] - rate * along[i];
      predicted += (residuals[i] * residuals[i] - left * left) / n;
    }
    List<INDArray> before =
        network.parameters().stream().map(parameter -> parameter.dup('f')).toList();
    double loss = rows.loss();
    rows.first().combine(alpha).step(rate);
    double after = Arrays.stream(objective.losses(network)).sum() / n;
    double part = (loss - after) / Math.max(predicted, Double.MIN_NORMAL);
    if (!(part > 0.1)) { // nor if it is not a number
      for (int k = 0; k < before.size(); k++) {
        network.parameters().get(k).assign(before.get(k));
      }
      network.changed();
      damping = Math.min(damping * 5, MOST);
      return false;
    }
    if (part > 0.75) {
      damping = Math.max(damping / 3, LEAST);
    } else if (part < 0.25) {
      damping = Math.min(damping * 3, MOST);
    }
    return true;
  }
}
