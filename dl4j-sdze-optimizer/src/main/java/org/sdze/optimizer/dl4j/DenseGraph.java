package org.sdze.optimizer.dl4j;

import java.util.Collection;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.text.Text;

/**
 * Whether a network can be trained on objectives: layers with their sums and concatenations, or a
 * chain of them, one input and one output, with nothing around its gradient that Gauss–Newton does
 * not know of.
 */
final class DenseGraph {

  private DenseGraph() {}

  /**
   * What keeps a network from being such a chain, as the rest of a sentence; null if nothing does.
   */
  static @Nullable String chainObstacle(TrainableNetwork network) {
    List<Node> nodes = network.nodes();
    for (int k = 0; k < nodes.size(); k++) {
      Node node = nodes.get(k);
      if (node.sources().size() > 1) {
        return Text.format("\"%s\" has %d inputs", node.name(), node.sources().size());
      } else if (node.layer() == null) {
        return Text.format("vertex \"%s\" is no layer", node.name());
      } else if (node.sources().get(0) != k - 1) { // the input is -1
        return Text.format("layer \"%s\" does not follow the layer before it", node.name());
      }
    }
    return obstacle(network);
  }

  /** What stands in the way, as the rest of a sentence; null if nothing does. */
  static @Nullable String obstacle(TrainableNetwork network) {
    if (network.backpropType() != BackpropType.Standard) {
      return "it is trained by truncated backpropagation through time";
    }
    List<Node> nodes = network.nodes();
    for (int k = 0; k < nodes.size(); k++) {
      int index = k;
      if (nodes.get(k).output() < 0
          && nodes.stream().noneMatch(node -> node.sources().contains(index))) {
        return Text.format("\"%s\" leads to no output", nodes.get(k).name());
      }
      String obstacle = obstacle(nodes.get(k), k == nodes.size() - 1);
      if (obstacle != null) {
        return obstacle;
      }
    }
    return obstacle(
        ForwardTraining.updated(network.model()).stream().map(each -> each.now().get()).toList());
  }

  private static @Nullable String obstacle(Node node, boolean isLast) {
    Layer layer = node.layer();
    if (layer == null) {
      return node.part().junction() != null
          ? null
          : Text.format(
              "vertex \"%s\" is neither a layer nor a sum or concatenation of layers", node.name());
    } else if (node.output() >= 0 && !isLast) {
      return Text.format("layer \"%s\" is an output below another layer", node.name());
    } else if (!node.part().isPlain()) {
      return Text.format("layer \"%s\" has an input preprocessor", node.name());
    } else if (LayerParameters.isFrozen(layer)) {
      return Text.format("layer \"%s\" is frozen", node.name());
    }
    return layer.conf().getLayer() instanceof BaseLayer conf
        ? obstacle(node.name(), layer, conf)
        : null; // the view of dense layers says what it is
  }

  private static @Nullable String obstacle(String name, Layer layer, BaseLayer conf) {
    if (conf.getIDropout() != null || conf.getWeightNoise() != null) {
      return Text.format(
          "layer \"%s\" has %s", name, conf.getIDropout() != null ? "dropout" : "weight noise");
    } else if (LayerParameters.normalization(conf).kind() != GradientNormalization.Kind.NONE) {
      return Text.format(
          "layer \"%s\" has the gradient normalization %s", name, conf.getGradientNormalization());
    } else if (layer.paramTable().keySet().stream()
        .anyMatch(
            key ->
                conf.getRegularizationByParam(key) != null
                    && !conf.getRegularizationByParam(key).isEmpty())) {
      return Text.format("layer \"%s\" has regularization", name);
    } else if (LayerParameters.trained(name, layer).size() < layer.paramTable().size()) {
      return Text.format("layer \"%s\" has parameters with the updater NoOp", name);
    }
    return null;
  }

  private static @Nullable String obstacle(Collection<IUpdater> updaters) {
    return updaters.stream().distinct().count() > 1
        ? "its layers have learning rates of their own"
        : null;
  }
}
