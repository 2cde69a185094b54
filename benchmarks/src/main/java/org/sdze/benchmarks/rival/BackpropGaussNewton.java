package org.sdze.benchmarks.rival;

import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.LeastSquaresObjective;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.Trainer;
import org.sdze.pinn.loss.ResidualObjective;

/**
 * Gauss–Newton in the sample space with rows from a reverse sweep: everything but the rows is that
 * of our default, which pays for being forward-only against it. Known as ENGD-W (arXiv:2505.12149).
 */
public final class BackpropGaussNewton implements Optimizer {

  private final Trainer trainer;

  /**
   * An optimizer for one run.
   *
   * @param damping λ, positive
   * @param momentum μ in [0, 1)
   * @param learningRate η, positive
   * @param root the run's key
   */
  public BackpropGaussNewton(
      double damping, double momentum, double learningRate, Schedule schedule, RandomKey root) {
    UnitCredit unused =
        new UnitCredit(
            UnitCredit.ALL, SdzeSettings.CATALOGUE.choices().get(SdzeSettings.SMOOTHING), false);
    trainer =
        new Trainer(
            new SdzeConfig(unused, new GaussNewton(damping, momentum), learningRate, schedule),
            root);
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    return trainer.step(network, new Backpropagated((ResidualObjective) objective), key);
  }

  /** An objective whose rows come from a reverse sweep and not from moved units. */
  private record Backpropagated(ResidualObjective objective) implements LeastSquaresObjective {

    @Override
    public int samples() {
      return objective.samples();
    }

    @Override
    public double[] losses(DenseNetwork network) {
      return objective.losses(network);
    }

    @Override
    public ResidualRows rows(DenseNetwork network, UnitCredit credit, RandomKey key) {
      return objective.rows(network, ReverseSensitivities::new, key);
    }
  }
}
