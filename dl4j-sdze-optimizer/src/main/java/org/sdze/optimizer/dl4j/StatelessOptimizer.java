package org.sdze.optimizer.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.deeplearning4j.optimize.solvers.StochasticGradientDescent;
import org.deeplearning4j.optimize.stepfunctions.NegativeGradientStepFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The optimizer and updater that DL4J expects to find in a solver, for those who ask for them:
 * saving a network, changing its learning rate. They hold no state and no gradient.
 */
final class StatelessOptimizer extends StochasticGradientDescent {

  private final @Nullable Updater chainUpdater;
  private final @Nullable ComputationGraphUpdater graphUpdater;

  StatelessOptimizer(Model model) {
    super(model.conf(), new NegativeGradientStepFunction(), null, model);
    chainUpdater = model instanceof MultiLayerNetwork network ? new OfChain(network) : null;
    graphUpdater = model instanceof ComputationGraph graph ? new OfGraph(graph) : null;
  }

  @Override
  public @Nullable Updater getUpdater(boolean initializeIfReq) {
    return chainUpdater;
  }

  @Override
  public @Nullable ComputationGraphUpdater getComputationGraphUpdater(boolean initializeIfReq) {
    return graphUpdater;
  }

  private static INDArray nothing() {
    return Nd4j.zeros(DataType.FLOAT, 1, 1);
  }

  private static final class OfChain extends MultiLayerUpdater {
    OfChain(MultiLayerNetwork network) {
      super(network);
    }

    @Override
    protected Trainable[] getOrderedLayers() {
      return new Trainable[0];
    }

    @Override
    public INDArray getFlattenedGradientsView() {
      return nothing();
    }
  }

  private static final class OfGraph extends ComputationGraphUpdater {
    OfGraph(ComputationGraph graph) {
      super(graph);
    }

    @Override
    protected Trainable[] getOrderedLayers() {
      return new Trainable[0];
    }

    @Override
    public INDArray getFlattenedGradientsView() {
      return nothing();
    }
  }
}
