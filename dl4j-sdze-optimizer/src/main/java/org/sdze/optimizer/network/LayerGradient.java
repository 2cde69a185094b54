package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;

/**
 * The estimated gradient of one layer.
 *
 * @param layer the layer
 * @param gradients one for each of its parameters
 */
public record LayerGradient(PassLayer layer, List<ParameterGradient> gradients) {

  /**
   * The gradient from the credit of the layer's pre-activations.
   *
   * @param credit δ, of the shape of the pre-activations
   * @param divisor by which sums over the samples are divided
   */
  static LayerGradient of(PassLayer layer, INDArray credit, double divisor) {
    List<ParameterGradient> gradients = new ArrayList<>();
    double scale = 1 / divisor;
    INDArray weights = layer.parameters().get(0).matrix();
    gradients.add(new LinearGradient(weights, layer.use(), layer.input(), credit, scale));
    if (layer.parameters().size() > 1) {
      INDArray bias = layer.use().bias(credit, scale);
      gradients.add(new ExplicitGradient(layer.parameters().get(1).matrix(), bias));
    }
    return new LayerGradient(layer, gradients);
  }
}
