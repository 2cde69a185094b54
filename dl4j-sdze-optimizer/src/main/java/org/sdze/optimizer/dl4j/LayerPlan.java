package org.sdze.optimizer.dl4j;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.TrainedLayer;
import org.sdze.optimizer.samediff.LayerGraph;

/**
 * How one layer of a network is trained, or one part of a layer of the user's own.
 *
 * @param name its own, or that of its part
 * @param index its node
 * @param credit how it gets its gradient
 * @param use how its weights enter; null where they are not known to enter linearly
 * @param isRecurrent whether its weights also multiply what it gave a time step before
 * @param parameters what is trained of it; empty if nothing is
 * @param part of a layer of the user's own; null for a whole layer, or what is left of one
 */
record LayerPlan(
    String name,
    int index,
    Node node,
    LayerCredit credit,
    @Nullable LinearUse use,
    boolean isRecurrent,
    List<Parameter> parameters,
    LayerGraph.@Nullable Part part)
    implements TrainedLayer {

  /** Its class in DL4J, in short. */
  String kind() {
    return node.layer().conf().getLayer().getClass().getSimpleName();
  }

  /** What is done to its gradient. */
  GradientNormalization normalization() {
    return LayerParameters.normalization(node.layer().conf().getLayer());
  }
}
