package org.sdze.optimizer.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.Solver;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.network.NetworkTrainer;
import org.sdze.optimizer.train.DivergenceException;

/**
 * What {@code fit} asks for its steps instead of DL4J's own solver: one step is one kept pass and
 * one step of the trainer, with listeners, counts, score and constraints in DL4J's order.
 */
final class ForwardOnlySolver extends Solver {

  private final NetworkPlan plan;
  private final NetworkTrainer trainer;
  private final Runnable check;
  private final ConvexOptimizer optimizer;
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();

  /**
   * A solver.
   *
   * @param check throws if the network's configuration has changed since it was attached
   */
  ForwardOnlySolver(NetworkPlan plan, NetworkTrainer trainer, Runnable check) {
    this.plan = plan;
    this.trainer = trainer;
    this.check = check;
    this.optimizer = new StatelessOptimizer(plan.network().model());
  }

  NetworkPlan plan() {
    return plan;
  }

  NetworkTrainer trainer() {
    return trainer;
  }

  @Override
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  public void optimize(LayerWorkspaceMgr workspaceMgr) {
    Thread here = Thread.currentThread();
    if (!owner.compareAndSet(null, here)) {
      throw new IllegalStateException(
          "two threads fit one network at the same time: \"%s\" while \"%s\" does"
              .formatted(here.getName(), owner.get()));
    }
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      check.run();
      step();
    } finally {
      owner.set(null);
    }
  }

  private void step() {
    TrainableNetwork network = plan.network();
    int iteration = network.iteration();
    int epoch = network.epoch();
    List<TrainingListener> listeners = List.copyOf(network.listeners());
    double loss;
    try (KeptPass pass = new KeptPass(plan, trainer.nextKey())) {
      listeners.forEach(each -> network.onForwardPass(each, plan.nodes(), pass.outputs()));
      double regularization = network.regularizationScore();
      loss = train(pass, iteration, epoch) + regularization;
      LayerStatistics.update(pass);
    }
    network.setScore(loss);
    network.clearGradient();
    listeners.forEach(each -> each.iterationDone(network.model(), iteration, epoch));
    network.setIteration(iteration + 1);
    network.applyConstraints(iteration, epoch);
  }

  private double train(KeptPass pass, int iteration, int epoch) {
    try {
      return trainer.step(pass, iteration, epoch);
    } catch (DivergenceException e) {
      requireNumbers("features", plan.network().inputs());
      requireNumbers("labels", plan.network().labels());
      throw e;
    }
  }

  private static void requireNumbers(String what, List<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array != null && !Double.isFinite(array.sumNumber().doubleValue())) {
        throw new IllegalArgumentException(
            "the %s must be finite numbers, but NaN or infinity is among them".formatted(what));
      }
    }
  }

  @Override
  public void initOptimizer() {
    // there from the beginning
  }

  @Override
  public ConvexOptimizer getOptimizer() {
    return optimizer;
  }

  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    // read from the network at every step
  }

  /** The updater that DL4J asks for when it saves a network: it has no state of its own. */
  Updater updater() {
    return optimizer.getUpdater();
  }
}
