package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/** Training of any network: one kept pass and one step of the trainer. */
record LayerwiseTraining(NetworkPlan plan, Trainer trainer) implements ForwardOnlySolver.Training {

  @Override
  public double step(List<TrainingListener> listeners, int iteration, int epoch) {
    return trainer.within(plan.layers(), () -> made(listeners, iteration, epoch));
  }

  private double made(List<TrainingListener> listeners, int iteration, int epoch) {
    TrainableNetwork network = plan.network();
    try (KeptPass pass = new KeptPass(plan, trainer.nextKey().key())) {
      listeners.forEach(each -> network.onForwardPass(each, plan.nodes(), pass.outputs()));
      if (!Double.isFinite(pass.losses().sumNumber().doubleValue())) {
        // Before a guard brings older parameters back for what the data did.
        Batch.requireNumbers("features", network.inputs());
        Batch.requireNumbers("labels", network.labels());
      }
      StepReport report = trainer.step(pass, iteration, epoch);
      if (report.accepted()) {
        LayerStatistics.update(pass);
      }
      return report.loss();
    }
  }

  @Override
  public void amend(Runnable change) {
    trainer.amend(plan.layers(), change);
  }

  @Override
  public TrainingState state() {
    return trainer.state();
  }
}
