package org.sdze.examples.rival;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.DivergenceException;
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
  private final List<FirstOrderRule.State> states = new ArrayList<>();
  private @Nullable ReverseSweep sweep;
  private double lastLoss = Double.NaN;

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
    List<INDArray> parameters = network.parameters();
    if (sweep == null) {
      sweep = new ReverseSweep(network);
      for (INDArray parameter : parameters) {
        states.add(new Adam().state(parameter.rows(), parameter.columns(), parameter));
      }
    }
    ReverseSweep.LossGradient estimate = sweep.of((ResidualObjective) objective);
    double loss = estimate.loss();
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      throw new DivergenceException(key.step(), lastLoss);
    }
    lastLoss = loss;
    double rate = learningRate * schedule.factor(key.progress());
    for (int k = 0; k < parameters.size(); k++) {
      INDArray change = estimate.gradients().get(k);
      states.get(k).transform(change, 0, key.step());
      // the first layer holds s times what is trained, and Adam's step does not see the scale
      double scale = k == 0 ? network.inputScale() : 1;
      parameters.get(k).subi(change.muli(rate * scale));
    }
    network.changed();
    return new StepReport(key.step(), loss, rate, Double.NaN, true);
  }
}
