package org.sdze.benchmarks.rival;

import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;

/**
 * MeZO (Malladi et al., arXiv:2305.17333): a two-sided difference along one Gaussian direction in
 * the space of all parameters, drawn again from its key whenever it is needed and never kept.
 *
 * <pre>g = [L(θ + εz) − L(θ − εz)] / (2ε),      θ ← θ − η g z.</pre>
 */
public final class Mezo implements Optimizer {

  private final double smoothing;
  private final double learningRate;
  private final Schedule schedule;
  private final MeanLoss losses = new MeanLoss();

  /**
   * An optimizer for one run.
   *
   * @param smoothing ε, positive
   * @param learningRate η, positive
   */
  public Mezo(double smoothing, double learningRate, Schedule schedule) {
    this.smoothing = smoothing;
    this.learningRate = learningRate;
    this.schedule = schedule;
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    RandomKey direction = key.key().purpose(Purpose.PROBE);
    Perturbation.move(network, direction, smoothing);
    double up = losses.of(network, objective, key.step());
    Perturbation.move(network, direction, -2 * smoothing);
    double down = losses.of(network, objective, key.step());
    double rate = learningRate * schedule.factor(key.progress());
    double slope = (up - down) / (2 * smoothing);
    Perturbation.move(network, direction, smoothing - rate * slope);
    return new StepReport(key.step(), (up + down) / 2, rate, Double.NaN, true);
  }
}
