package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.text.Text;

/** A DL4J network seen as dense layers on its own parameters. */
public final class DenseNetworks {

  private DenseNetworks() {}

  /**
   * The view of a network of dense layers and an output layer with one linear output.
   *
   * @param network an initialised network; its parameters are what training changes
   * @param inputScale the factor s of the input that the first layer's weights contain, positive; 1
   *     for a network that was not made with one
   * @throws IllegalArgumentException if the network is not initialised, or a layer is of a kind or
   *     has an activation without a jet rule, naming the layer
   */
  public static DenseNetwork of(MultiLayerNetwork network, double inputScale) {
    return of(TrainableNetwork.of(network).nodes(), inputScale);
  }

  /** The view of nodes that are layers, or sums and concatenations of their outputs. */
  static DenseNetwork of(List<Node> nodes, double inputScale) {
    List<org.sdze.optimizer.forward.DenseLayer> layers = new ArrayList<>();
    List<List<Feed>> feeds = new ArrayList<>();
    List<Outputs> outputs = new ArrayList<>(); // of the nodes
    for (Node node : nodes) {
      if (node.layer() == null) {
        outputs.add(Outputs.of(node, outputs));
        continue;
      }
      int source = node.sources().get(0);
      feeds.add(source < 0 ? List.of() : outputs.get(source).feeds());
      layers.add(view(node.layer(), node.name()));
      outputs.add(
          new Outputs(
              List.of(new Feed(layers.size() - 1, 0)),
              Math.toIntExact(layers.get(layers.size() - 1).outputs())));
    }
    return new DenseNetwork(layers, feeds, inputScale);
  }

  /** The outputs of layers that a node gives, where they stand in it, and its width. */
  private record Outputs(List<Feed> feeds, int width) {
    static Outputs of(Node vertex, List<Outputs> nodes) {
      List<Feed> feeds = new ArrayList<>();
      int width = 0;
      for (int source : vertex.sources()) {
        if (source < 0) {
          throw Argument.refused(
              "vertex \"%s\" takes the network's input, which a dense layer must read alone",
              vertex.name());
        }
        boolean isSum = vertex.part().junction() == Junction.SUM;
        if (isSum && width > 0 && width != nodes.get(source).width()) {
          throw Argument.refused(
              "vertex \"%s\" must add outputs of the same width, were %d and %d",
              vertex.name(), width, nodes.get(source).width());
        }
        int from = isSum ? 0 : width;
        nodes.get(source).feeds().stream()
            .map(feed -> new Feed(feed.source(), from + feed.from()))
            .forEach(feeds::add);
        width = from + nodes.get(source).width();
      }
      return new Outputs(List.copyOf(feeds), width);
    }
  }

  private static org.sdze.optimizer.forward.DenseLayer view(Layer layer, String name) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    if (!(conf instanceof DenseLayer) && !(conf instanceof BaseOutputLayer)) {
      throw Argument.refused(
          "layer \"%s\" is a %s, but jets are known for dense layers and an output layer only",
          name, conf.getClass().getSimpleName());
    }
    FeedForwardLayer dense = (FeedForwardLayer) conf;
    INDArray weights = layer.getParam("W");
    INDArray bias = layer.getParam("b");
    if (bias == null || (conf instanceof DenseLayer d && d.isHasLayerNorm())) {
      throw Argument.refused("layer \"%s\" must have a bias and no layer normalisation", name);
    }
    if (weights.ordering() != 'f') {
      throw new IllegalStateException(
          Text.format("weights of layer \"%s\" are not in 'f' order", name));
    }
    return new org.sdze.optimizer.forward.DenseLayer(
        name, weights, bias.reshape('f', 1, bias.length()), activation(dense, name));
  }

  private static Activation activation(BaseLayer layer, String name) {
    IActivation activation = layer.getActivationFn();
    return Activations.of(activation)
        .orElseThrow(
            () ->
                Argument.refused(
                    "layer \"%s\" has activation %s, but jet rules exist for tanh, sine, softplus, sigmoid, swish, gelu (not precise), cube and identity",
                    name, activation));
  }
}
