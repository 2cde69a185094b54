package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossL2;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.objective.RegressionObjective;
import org.sdze.optimizer.text.Text;

/** A plain least-squares output as what makes objectives: regression of one number. */
final class RegressionLayer implements ObjectiveLayer {

  /** The largest batch whose equations are solved. */
  private static final int LARGEST_BATCH = 4_096;

  /** The largest network: the rows of a hidden layer are n·h² numbers. */
  private static final long MOST_PARAMETERS = 1 << 20;

  /**
   * What keeps a network from being such a regression, as the rest of a sentence; null if nothing
   * does.
   */
  static @Nullable String obstacle(TrainableNetwork network) {
    List<Node> nodes = network.nodes();
    Node last = nodes.get(nodes.size() - 1);
    if (last.layer() == null || last.layer().conf().getLayer().getClass() != OutputLayer.class) {
      return Text.format("\"%s\" is no plain OutputLayer", last.name());
    }
    ILossFunction loss = ((OutputLayer) last.layer().conf().getLayer()).getLossFn();
    if (!isLeastSquares(loss)) {
      return Text.format(
          "layer \"%s\" has the loss %s, which is no plain LossMSE or LossL2",
          last.name(), loss.getClass().getSimpleName());
    }
    if (network.model().numParams() > MOST_PARAMETERS) {
      return Text.format(
          "it has %d parameters, more than %d", network.model().numParams(), MOST_PARAMETERS);
    }
    if (!network.isMiniBatch()) {
      return "it is configured with miniBatch(false)";
    }
    String obstacle = DenseGraph.chainObstacle(network);
    return obstacle == null ? obstacle(nodes) : obstacle;
  }

  private static @Nullable String obstacle(List<Node> nodes) {
    try {
      DenseNetworks.of(nodes, 1).withOneOutput();
      return null;
    } catch (IllegalArgumentException notSuchAChain) {
      return notSuchAChain.getMessage();
    }
  }

  private static boolean isLeastSquares(ILossFunction loss) {
    return (loss.getClass() == LossMSE.class && ((LossMSE) loss).getWeights() == null)
        || (loss.getClass() == LossL2.class && ((LossL2) loss).getWeights() == null);
  }

  @Override
  public double inputScale() {
    return 1;
  }

  @Override
  public Objectives objectives(DenseNetwork network) {
    Workspace workspace = new Workspace(network.dataType());
    return (features, labels, mask, key) -> {
      requireShapes(network, features, labels, mask);
      if (mask == null) { // the label of a sample that is masked may be anything
        Batch.requireNumbers("labels", List.of(labels));
      }
      double[] targets = HostArrays.copy(labels.castTo(network.dataType()));
      double[] weights = mask == null ? null : HostArrays.copy(mask.castTo(network.dataType()));
      if (weights != null) {
        requireNumbers(targets, weights);
      }
      return new RegressionObjective(
          features.castTo(network.dataType()), targets, weights, workspace);
    };
  }

  /**
   * Labels that a mask takes out may be anything. Of other numbers than zero and one DL4J makes no
   * weights: it multiplies outputs by them as well (BaseOutputLayer, 1.0.0-M2.1).
   */
  private static void requireNumbers(double[] targets, double[] weights) {
    for (int i = 0; i < targets.length; i++) {
      if (weights[i] != 0 && weights[i] != 1) {
        throw Argument.refused(
            "a mask of labels must hold zeros and ones, but that of sample %d is %s",
            i, weights[i]);
      }
      if (weights[i] != 0 && !Double.isFinite(targets[i])) {
        throw Argument.refused(
            "the labels must be finite numbers where the mask is not zero, but that of sample %d is %s",
            i, targets[i]);
      }
    }
  }

  private static void requireShapes(
      DenseNetwork network, INDArray features, INDArray labels, @Nullable INDArray mask) {
    if (features.rank() != 2 || features.columns() != network.inputs()) {
      throw Argument.refused(
          "features must be of shape [n, %d], were %s",
          network.inputs(), Arrays.toString(features.shape()));
    }
    if (labels.rank() != 2 || labels.rows() != features.rows() || labels.columns() != 1) {
      throw Argument.refused(
          "output \"%s\" got labels of shape %s, but there are %d samples and it has 1 outputs",
          network.output().name(), Arrays.toString(labels.shape()), features.rows());
    }
    if (mask != null && mask.length() != features.rows()) {
      throw Argument.refused(
          "output \"%s\" got a mask of shape %s, but there are %d samples",
          network.output().name(), Arrays.toString(mask.shape()), features.rows());
    }
    if (features.rows() > LARGEST_BATCH) {
      throw Argument.refused(
          "a batch must hold at most %d samples for Gauss-Newton, held %d: use smaller ones, or the credit NOISE",
          LARGEST_BATCH, features.rows());
    }
  }
}
