package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainerState;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Engine;
import org.sdze.optimizer.train.StepKey;

/** Training of a network of dense layers on the objectives that its output layer makes. */
final class ObjectiveTraining implements ForwardOnlySolver.Training {

  private final TrainableNetwork network;
  private final List<Node> nodes;
  private final DenseNetwork dense;
  private final ObjectiveLayer.Objectives objectives;
  private final Engine engine;
  private final Parameter.Rate rate;
  private final RandomKey root;
  private long steps;

  ObjectiveTraining(
      TrainableNetwork network,
      ObjectiveNetwork chain,
      Engine engine,
      Parameter.Rate rate,
      RandomKey root,
      long steps) {
    this.network = network;
    this.nodes = network.nodes();
    this.dense = chain.dense();
    this.objectives = chain.layer().objectives(dense);
    this.engine = engine;
    this.rate = rate;
    this.root = root;
    this.steps = steps;
  }

  @Override
  public double step(List<TrainingListener> listeners, int iteration, int epoch) {
    INDArray features = network.inputs().get(0);
    INDArray labels = network.labels().get(0);
    INDArray mask = mask();
    StepKey key = StepKey.of(root, steps, 0);
    Objective objective = objectives.of(features, labels, mask, key.key());
    double loss = engine.step(dense, objective, key, rate.at(iteration, epoch)).loss();
    steps++;
    return loss;
  }

  /** The weights of the samples; null for none. DL4J puts a mask of features on every layer. */
  private @Nullable INDArray mask() {
    if (nodes.get(0).layer().getMaskArray() != null) {
      throw new IllegalArgumentException(
          "a mask of features has no meaning for rows of numbers: leave such samples out, mask"
              + " their labels, or set the credit NOISE");
    }
    return nodes.get(nodes.size() - 1).layer().getMaskArray();
  }

  @Override
  public void amend(Runnable change) {
    engine.amend(dense, change);
  }

  @Override
  public TrainerState state() {
    return EngineArrays.state(engine.state(), steps);
  }
}
