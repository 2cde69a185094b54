package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.RegressionObjective;

/** A plain least-squares output as what makes objectives: regression of one number. */
final class RegressionLayer implements ObjectiveLayer {

  /** The largest batch whose equations are solved. */
  private static final int LARGEST_BATCH = 4_096;

  /** The largest network: the rows of a hidden layer are n·h² numbers. */
  private static final long MOST_PARAMETERS = 1 << 20;

  private RegressionLayer() {}

  /**
   * The regression that a network is; null if it is none, or does more around its gradient than
   * Gauss–Newton knows of.
   */
  static @Nullable ObjectiveLayer of(MultiLayerNetwork network) {
    Layer last = network.getLayers()[network.getLayers().length - 1];
    if (last.conf().getLayer().getClass() != OutputLayer.class
        || network.getLayerWiseConfigurations().getBackpropType() != BackpropType.Standard
        || network.numParams() > MOST_PARAMETERS
        || !isLeastSquares(((OutputLayer) last.conf().getLayer()).getLossFn())) {
      return null;
    }
    if (!network.conf().isMiniBatch()
        || !network.getLayerWiseConfigurations().getInputPreProcessors().isEmpty()
        || !Arrays.stream(network.getLayers()).allMatch(RegressionLayer::isPlain)) {
      return null;
    }
    try {
      DenseNetworks.of(network, 1);
      return new RegressionLayer();
    } catch (IllegalArgumentException notSuchAChain) {
      return null;
    }
  }

  private static boolean isLeastSquares(ILossFunction loss) {
    return (loss.getClass() == LossMSE.class && ((LossMSE) loss).getWeights() == null)
        || (loss.getClass() == LossL2.class && ((LossL2) loss).getWeights() == null);
  }

  private static boolean isPlain(Layer layer) {
    return !LayerParameters.isFrozen(layer)
        && layer.conf().getLayer() instanceof BaseLayer conf
        && conf.getIDropout() == null
        && conf.getWeightNoise() == null
        && layer.paramTable().keySet().stream()
            .allMatch(
                key ->
                    conf.getRegularizationByParam(key) == null
                        || conf.getRegularizationByParam(key).isEmpty())
        && LayerParameters.trained("", layer).size() == layer.paramTable().size();
  }

  @Override
  public double inputScale() {
    return 1;
  }

  @Override
  public Objectives objectives(DenseNetwork network) {
    Workspace workspace = new Workspace(network.dataType());
    return (features, labels, key) -> {
      requireShapes(network, features, labels);
      return new RegressionObjective(
          features.castTo(network.dataType()), HostArrays.copy(labels), workspace);
    };
  }

  private static void requireShapes(DenseNetwork network, INDArray features, INDArray labels) {
    if (features.rank() != 2 || features.columns() != network.inputs()) {
      throw new IllegalArgumentException(
          "features must be of shape [n, %d], were %s"
              .formatted(network.inputs(), Arrays.toString(features.shape())));
    }
    if (labels.rank() != 2 || labels.rows() != features.rows() || labels.columns() != 1) {
      throw new IllegalArgumentException(
          "output \"%s\" got labels of shape %s, but there are %d samples and it has 1 outputs"
              .formatted(
                  network.output().name(), Arrays.toString(labels.shape()), features.rows()));
    }
    if (features.rows() > LARGEST_BATCH) {
      throw new IllegalArgumentException(
          "a batch must hold at most %d samples for Gauss-Newton, held %d: use smaller ones, or the credit NOISE"
              .formatted(LARGEST_BATCH, features.rows()));
    }
  }
}
