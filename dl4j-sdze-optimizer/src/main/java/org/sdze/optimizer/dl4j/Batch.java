package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;

/** Whether a network holds a batch that it can be trained on. */
final class Batch {

  /** The largest array that is looked over for NaN before a step. */
  private static final long MAX_WATCHED = 1 << 24;

  private Batch() {}

  /**
   * Throws if features or labels are missing, there are no samples, or NaN is among the features:
   * an infinite one need not make the loss infinite, but makes parameters NaN.
   *
   * @param outputs the network's outputs
   */
  static void require(TrainableNetwork network, List<Node> outputs) {
    requireFeatures(network);
    List<INDArray> labels = network.labels();
    for (Node node : outputs) {
      boolean isNeeded = !(node.layer() instanceof IOutputLayer layer) || layer.needsLabels();
      if (node.output() >= labels.size() || (isNeeded && labels.get(node.output()) == null)) {
        throw Argument.refused("output \"%s\" has no labels", node.name());
      }
    }
  }

  /** Throws if features are missing, there are no samples, or NaN is among the features. */
  static void requireFeatures(TrainableNetwork network) {
    List<INDArray> inputs = network.inputs();
    if (inputs.isEmpty() || inputs.contains(null)) {
      throw new IllegalArgumentException("the batch has no features");
    }
    if (inputs.get(0).isEmpty() || inputs.get(0).size(0) == 0) {
      throw new IllegalArgumentException("the batch holds no samples");
    }
    requireNumbers(
        "features", inputs.stream().filter(input -> input.length() <= MAX_WATCHED).toList());
  }

  /** Throws if NaN or infinity is among the numbers. */
  static void requireNumbers(String what, List<INDArray> arrays) {
    for (INDArray array : arrays) {
      if (array != null && !Double.isFinite(array.sumNumber().doubleValue())) {
        throw Argument.refused(
            "the %s must be finite numbers, but NaN or infinity is among them", what);
      }
    }
  }
}
