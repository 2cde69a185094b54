package org.sdze.optimizer.dl4j;

import java.util.List;
import java.util.Map;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainerState;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.train.Engine;
import org.sdze.optimizer.train.StepKey;

/** Training of a chain of dense layers on the objectives that its output layer makes. */
final class ObjectiveTraining implements ForwardOnlySolver.Training {

  /** The largest network that is looked over for changes from outside before every step. */
  private static final long MAX_WATCHED = 1 << 24;

  private final TrainableNetwork network;
  private final DenseNetwork dense;
  private final ObjectiveLayer.Objectives objectives;
  private final Engine engine;
  private final Parameter.Rate rate;
  private final RandomKey root;
  private long steps;
  private double fingerprint = Double.NaN;

  ObjectiveTraining(
      TrainableNetwork network,
      DenseNetwork dense,
      ObjectiveLayer.Objectives objectives,
      Engine engine,
      Parameter.Rate rate,
      RandomKey root,
      long steps) {
    this.network = network;
    this.dense = dense;
    this.objectives = objectives;
    this.engine = engine;
    this.rate = rate;
    this.root = root;
    this.steps = steps;
  }

  @Override
  public double step(List<TrainingListener> listeners, int iteration, int epoch) {
    INDArray features = network.inputs().get(0);
    INDArray labels = network.labels().get(0);
    if (fingerprint() != fingerprint) { // constraints, or the user, changed parameters
      dense.changed();
    }
    StepKey key = StepKey.of(root, steps, 0);
    double loss =
        engine
            .step(dense, objectives.of(features, labels, key.key()), key, rate.at(iteration, epoch))
            .loss();
    steps++;
    fingerprint = fingerprint();
    return loss;
  }

  private double fingerprint() {
    return dense.parameterCount() > MAX_WATCHED
        ? 0
        : network.model().params().sumNumber().doubleValue();
  }

  @Override
  public TrainerState state() {
    return new TrainerState(steps, Map.of(), Map.of(), Map.of());
  }
}
