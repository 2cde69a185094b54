package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;

/**
 * A network of dense layers whose output layer makes objectives, for a trainer.
 *
 * @param model a chain or a graph
 * @param dense the view of its parameters
 * @param layer makes the objectives
 */
public record ObjectiveNetwork(Model model, DenseNetwork dense, ObjectiveLayer layer) {

  /**
   * What can be trained on objectives: one whose output layer makes objectives of its own, or a
   * plain regression of one number; null for all others.
   *
   * @throws IllegalArgumentException if an output layer makes objectives of its own, and something
   *     stands in the way, naming it; or the network is not initialised
   */
  public static @Nullable ObjectiveNetwork of(Model model) {
    TrainableNetwork network = TrainableNetwork.of(model);
    List<Node> nodes = network.nodes();
    for (Node node : nodes) {
      if (node.layer() != null && node.layer().conf().getLayer() instanceof ObjectiveLayer layer) {
        requireGraph(network, node.name(), layer);
        return new ObjectiveNetwork(model, DenseNetworks.of(nodes, layer.inputScale()), layer);
      }
    }
    return RegressionLayer.obstacle(network) == null
        ? new ObjectiveNetwork(model, DenseNetworks.of(nodes, 1), new RegressionLayer())
        : null;
  }

  /** What keeps a network from being a plain regression of one number; null if nothing does. */
  public static @Nullable String noRegression(Model model) {
    return RegressionLayer.obstacle(TrainableNetwork.of(model));
  }

  /** Whether the network has another loss than that of the layer's objectives. */
  public boolean isRegression() {
    return layer instanceof RegressionLayer;
  }

  private static void requireGraph(TrainableNetwork network, String name, ObjectiveLayer layer) {
    String obstacle = DenseGraph.obstacle(network);
    if (obstacle != null) {
      throw Argument.refused(
          "a network with the %s \"%s\" must be made of dense layers, their sums and concatenations, with one input and nothing around its gradient, but %s",
          layer.getClass().getSimpleName(), name, obstacle);
    }
  }
}
