package org.sdze.benchmarks.rival;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.pinn.loss.ResidualObjective;

/**
 * Backpropagation with Adam, the recipe of STDE (arXiv:2412.00088). On random or span directions,
 * on squares or products of residuals: that is the objective's matter.
 */
public final class BackpropAdam implements Optimizer {

  private final double learningRate;
  private final Schedule schedule;
  private final MeanLoss losses = new MeanLoss();
  private final AdamSteps adam = new AdamSteps();
  private @Nullable ReverseSweep sweep;

  /**
   * An optimizer for one run.
   *
   * @param learningRate positive
   */
  public BackpropAdam(double learningRate, Schedule schedule) {
    this.learningRate = learningRate;
    this.schedule = schedule;
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    if (sweep == null) {
      sweep = new ReverseSweep(network);
    }
    ReverseSweep.LossGradient estimate = sweep.of((ResidualObjective) objective);
    double loss = losses.finite(estimate.loss(), key.step());
    double rate = learningRate * schedule.factor(key.progress());
    adam.step(network, estimate.gradients(), rate, key.step());
    return new StepReport(key.step(), loss, rate, Double.NaN, true);
  }
}
