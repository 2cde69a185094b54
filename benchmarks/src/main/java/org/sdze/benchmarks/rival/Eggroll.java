package org.sdze.benchmarks.rival;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Optimizer;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;

/**
 * Evolution strategies with low-rank perturbations, EGGROLL's recipe (Sarkar et al.,
 * arXiv:2511.16652): every member of a population moves each matrix by σ a bᵀ, a and b Gaussian,
 * and each vector by Gaussian noise; members come in pairs of opposite sign.
 *
 * <pre>ĝ = Σ over pairs of (L₊ − L₋) E / (N σ),      E = a bᵀ, N members,</pre>
 *
 * and Adam takes the step.
 */
public final class Eggroll implements Optimizer {

  private final int pairs;
  private final double smoothing;
  private final double learningRate;
  private final Schedule schedule;
  private final MeanLoss losses = new MeanLoss();
  private final AdamSteps adam = new AdamSteps();
  private List<INDArray> saved = List.of(); // the parameters to come back to

  /**
   * An optimizer for one run.
   *
   * @param population N, even and positive
   * @param smoothing σ, positive
   * @param learningRate positive
   * @throws IllegalArgumentException if the population is not even and positive
   */
  public Eggroll(int population, double smoothing, double learningRate, Schedule schedule) {
    if (population < 2 || population % 2 != 0) {
      throw new IllegalArgumentException(
          "population must be even and at least 2, was " + population);
    }
    this.pairs = population / 2;
    this.smoothing = smoothing;
    this.learningRate = learningRate;
    this.schedule = schedule;
  }

  @Override
  public StepReport step(DenseNetwork network, Objective objective, StepKey key) {
    Estimate estimate = estimate(network, objective, key);
    double rate = learningRate * schedule.factor(key.progress());
    adam.step(network, estimate.gradients(), rate, key.step());
    return new StepReport(key.step(), estimate.loss(), rate, Double.NaN, true);
  }

  /** The mean loss of a population, and its estimate of the gradient by what is trained. */
  record Estimate(double loss, List<INDArray> gradients) {}

  /** One population; the parameters are the same afterwards, to the bit. */
  Estimate estimate(DenseNetwork network, Objective objective, StepKey key) {
    save(network.parameters());
    List<INDArray> gradients = saved.stream().map(each -> each.ulike().assign(0)).toList();
    double total = 0;
    for (int pair = 0; pair < pairs; pair++) {
      RandomKey own = key.key().purpose(Purpose.PROBE).index(pair);
      double up = moved(network, objective, own, smoothing, key.step());
      double down = moved(network, objective, own, -smoothing, key.step());
      total += up + down;
      Perturbation.LOW_RANK.addTo(gradients, own, (up - down) / (2 * pairs * smoothing));
    }
    return new Estimate(total / (2 * pairs), gradients);
  }

  private void save(List<INDArray> parameters) {
    if (saved.isEmpty()) {
      saved = parameters.stream().map(parameter -> parameter.dup('f')).toList();
    }
    assign(saved, parameters);
  }

  private static void assign(List<INDArray> arrays, List<INDArray> values) {
    for (int k = 0; k < arrays.size(); k++) {
      arrays.get(k).assign(values.get(k));
    }
  }

  private double moved(
      DenseNetwork network, Objective objective, RandomKey own, double scale, long step) {
    Perturbation.LOW_RANK.move(network, own, scale);
    try {
      return losses.of(network, objective, step);
    } finally {
      assign(network.parameters(), saved);
      network.changed();
    }
  }
}
