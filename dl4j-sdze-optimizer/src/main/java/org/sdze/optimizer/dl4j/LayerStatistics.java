package org.sdze.optimizer.dl4j;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.layers.training.CenterLossOutputLayer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.CenterLossParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Moves what layers learn from a batch without a derivative, once a step: the running mean and
 * variance of batch normalization, the centres of a center loss. DL4J does so through the gradient
 * alone (BatchNormalization and CenterLossOutputLayer, 1.0.0-M2.1).
 */
final class LayerStatistics {

  private LayerStatistics() {}

  /** Whether {@link #update} reads the input of a node's layer. */
  static boolean readsInput(Node node) {
    return node.layer() instanceof org.deeplearning4j.nn.layers.normalization.BatchNormalization
        || node.layer() instanceof CenterLossOutputLayer;
  }

  /** Does so for all such layers that are not frozen. */
  static void update(KeptPass pass) {
    NetworkPlan plan = pass.plan();
    for (int k = 0; k < plan.nodes().size(); k++) {
      // A frozen layer is wrapped, and this is not its class.
      if (plan.nodes().get(k).layer()
          instanceof org.deeplearning4j.nn.layers.normalization.BatchNormalization layer) {
        update(layer, pass.layerInput(k));
      } else if (plan.nodes().get(k).layer() instanceof CenterLossOutputLayer layer) {
        update(layer, pass.layerInput(k), pass.labels(plan.nodes().get(k)), pass.divisor());
      }
    }
  }

  /**
   * Each class's centre moves by α Σ (c − x) / (1 + count) over its samples, divided by the batch:
   * DL4J divides this as it does a gradient.
   */
  private static void update(
      CenterLossOutputLayer layer, INDArray input, INDArray labels, double divisor) {
    INDArray centers = layer.getParam(CenterLossParamInitializer.CENTER_KEY);
    INDArray classes = labels.castTo(centers.dataType());
    double alpha =
        ((org.deeplearning4j.nn.conf.layers.CenterLossOutputLayer) layer.conf().getLayer())
            .getAlpha();
    INDArray away = classes.mmul(centers).subi(input).muli(alpha);
    INDArray count = classes.sum(0).reshape(classes.size(1), 1).addi(1);
    centers.subi(classes.transpose().mmul(away).diviColumnVector(count).divi(divisor));
  }

  private static void update(
      org.deeplearning4j.nn.layers.normalization.BatchNormalization layer, INDArray input) {
    BatchNormalization conf = (BatchNormalization) layer.conf().getLayer();
    int[] others =
        switch (input.rank()) {
          case 4 ->
              conf.getCnn2DFormat() == CNN2DFormat.NHWC ? new int[] {0, 1, 2} : new int[] {0, 2, 3};
          case 3 -> new int[] {0, 2};
          default -> new int[] {0};
        };
    double decay = conf.getDecay();
    INDArray mean = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_MEAN);
    mean.muli(decay).addi(input.mean(others).reshape(mean.shape()).muli(1 - decay));
    INDArray batch = input.var(false, others).reshape(mean.shape()).muli(1 - decay);
    @Nullable INDArray variance = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_VAR);
    if (variance != null) {
      variance.muli(decay).addi(batch);
      return;
    }
    INDArray log10Deviation = layer.getParam(BatchNormalizationParamInitializer.GLOBAL_LOG_STD);
    INDArray squared = Transforms.exp(log10Deviation.mul(2 * Math.log(10)));
    squared.muli(decay).addi(batch);
    log10Deviation.assign(Transforms.log(squared).divi(2 * Math.log(10)));
  }
}
