package org.sdze.optimizer.dl4j;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.Solver;
import org.deeplearning4j.optimize.api.ConvexOptimizer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.TrainingState;

/**
 * What {@code fit} asks for its steps instead of DL4J's own solver: one step of ours, with
 * listeners, counts, score and constraints in DL4J's order.
 */
final class ForwardOnlySolver extends Solver {

  private final TrainableNetwork network;
  private final Training training;
  private final Runnable check;
  private final ConvexOptimizer optimizer;
  private final AtomicReference<@Nullable Thread> owner = new AtomicReference<>();
  private final List<Node> nodes;
  private final List<Node> outputs;

  /** How a step is made. */
  interface Training {
    /**
     * Makes a step on the network's present batch.
     *
     * @return the loss before it, without regularization
     */
    double step(List<TrainingListener> listeners, int iteration, int epoch);

    /** Lets somebody change the parameters as a part of the step that was made last. */
    void amend(Runnable change);

    /** What it remembers between steps. */
    TrainingState state();
  }

  /**
   * A solver.
   *
   * @param check throws if the network's configuration has changed since it was attached
   */
  ForwardOnlySolver(TrainableNetwork network, Training training, Runnable check) {
    this.network = network;
    this.training = training;
    this.check = check;
    this.optimizer = new StatelessOptimizer(network.model());
    this.nodes = network.nodes();
    this.outputs = nodes.stream().filter(node -> node.output() >= 0).toList();
  }

  TrainingState state() {
    return training.state();
  }

  @Override
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  public void optimize(LayerWorkspaceMgr workspaceMgr) {
    Thread here = Thread.currentThread();
    if (!owner.compareAndSet(null, here)) {
      throw new IllegalStateException(
          Text.format(
              "two threads fit one network at the same time: \"%s\" while \"%s\" does",
              here.getName(), owner.get()));
    }
    boolean isDone = false;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      check.run();
      requireWholeSequences();
      Batch.require(network, outputs);
      step();
      isDone = true;
    } finally {
      if (!isDone) {
        network.clearMasks(); // fit takes them off after a good step alone
      }
      owner.set(null);
    }
  }

  private void requireWholeSequences() {
    if (network.backpropType() == BackpropType.TruncatedBPTT) {
      throw new IllegalStateException(
          "the network was set to truncated backpropagation through time after it was attached: set"
              + " backpropType(BackpropType.Standard)");
    }
  }

  private void step() {
    int iteration = network.iteration();
    int epoch = network.epoch();
    List<TrainingListener> listeners = List.copyOf(network.listeners());
    double regularization = network.regularizationScore();
    double loss = training.step(listeners, iteration, epoch) + regularization;
    network.setScore(loss);
    network.clearGradient();
    listeners.forEach(each -> each.iterationDone(network.model(), iteration, epoch));
    network.setIteration(iteration + 1);
    if (hasConstraints()) {
      training.amend(() -> network.applyConstraints(iteration, epoch));
    } else { // layers within layers may have some all the same
      network.applyConstraints(iteration, epoch);
    }
  }

  private boolean hasConstraints() {
    return nodes.stream()
        .filter(node -> node.layer() != null)
        .map(node -> node.layer().conf().getLayer().getConstraints())
        .anyMatch(constraints -> constraints != null && !constraints.isEmpty());
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
}
