package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingState;

/** Training of a network of dense layers on the objectives that its output layer makes. */
final class ObjectiveTraining implements ForwardOnlySolver.Training {

  private final TrainableNetwork network;
  private final List<Node> nodes;
  private final DenseNetwork dense;
  private final ObjectiveLayer.Objectives objectives;
  private final Trainer trainer;
  private final Parameter.Rate rate;

  ObjectiveTraining(
      TrainableNetwork network, ObjectiveNetwork chain, Trainer trainer, Parameter.Rate rate) {
    this.network = network;
    this.nodes = network.nodes();
    this.dense = chain.dense();
    this.objectives = chain.layer().objectives(dense);
    this.trainer = trainer;
    this.rate = rate;
  }

  @Override
  public double step(List<TrainingListener> listeners, int iteration, int epoch) {
    INDArray features = network.inputs().get(0);
    INDArray labels = network.labels().get(0);
    INDArray mask = mask();
    StepKey key = trainer.nextKey();
    Objective objective = objectives.of(features, labels, mask, key.key());
    return trainer.step(dense, objective, key, rate.at(iteration, epoch)).loss();
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
    trainer.amend(dense, change);
  }

  @Override
  public TrainingState state() {
    return trainer.state();
  }
}
