package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.Release;

/**
 * The estimated gradient of one layer.
 *
 * @param layer the layer
 * @param gradients one for each of its parameters
 * @param owned arrays that they are made from and that nothing else uses
 */
public record LayerGradient(
    PassLayer layer, List<ParameterGradient> gradients, List<INDArray> owned) {

  /**
   * The gradient from the credit of the layer's pre-activations.
   *
   * @param given δ, of the shape of the pre-activations, or with their first dimension as rows
   * @param divisor by which sums over the samples are divided
   */
  static LayerGradient of(PassLayer layer, INDArray given, double divisor) {
    boolean isFolded = layer.credit() == LayerCredit.NOISE && layer.preActivations().rank() > 2;
    INDArray credit = isFolded ? given.reshape('c', layer.preActivations().shape()) : given;
    List<ParameterGradient> gradients = new ArrayList<>();
    double scale = 1 / divisor;
    INDArray weights = layer.parameters().get(0).matrix();
    gradients.add(new LinearGradient(weights, layer.use(), layer.input(), credit, scale));
    INDArray before = layer.recurrentInput();
    if (before != null) {
      INDArray recurrent = layer.parameters().get(1).matrix();
      gradients.add(new LinearGradient(recurrent, layer.use(), before, credit, scale));
    }
    if (layer.parameters().size() > gradients.size()) {
      INDArray bias = layer.use().bias(credit, scale);
      gradients.add(new ExplicitGradient(layer.parameters().get(gradients.size()).matrix(), bias));
    }
    boolean isOwned = layer.credit() != LayerCredit.OUTPUT; // the pass keeps the loss's own
    return new LayerGradient(layer, gradients, isOwned ? List.of(given) : List.of());
  }

  /**
   * The gradient of a normalization's scale and shift.
   *
   * @param credit of the scales and shifts of rows, {@code [rows, 2 channels]}
   * @param divisor by which sums over the samples are divided
   */
  static LayerGradient ofScaleAndShift(PassLayer layer, INDArray credit, double divisor) {
    long channels = credit.columns() / 2;
    INDArray sums = credit.sum(true, 0).divi(divisor);
    List<ParameterGradient> gradients = new ArrayList<>();
    for (Parameter parameter : layer.parameters()) {
      long from = gradients.size() * channels;
      INDArray part =
          sums.get(NDArrayIndex.all(), NDArrayIndex.interval(from, from + channels)).dup('f');
      gradients.add(new ExplicitGradient(parameter.matrix(), part));
    }
    return new LayerGradient(layer, gradients, List.of());
  }

  /** Frees what the gradients are made from: they cannot be read any more. */
  public void release() {
    owned.forEach(Release::bases);
  }
}
