package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One evaluated part of a DL4J network, a layer or a vertex, in topological order.
 *
 * @param name its name in the network
 * @param sources where its inputs come from: the index of a node, or −1 − k for the network's input
 *     k
 * @param output which of the network's outputs it is; −1 if none
 * @param layer its layer; null for a vertex without one
 * @param part how it is evaluated
 */
record Node(String name, List<Integer> sources, int output, @Nullable Layer layer, Part part) {

  Node {
    sources = List.copyOf(sources);
  }

  /** What is common to layers of a chain and vertices of a graph. */
  interface Part {
    /** Hands over the inputs; the layer then holds what its preprocessor makes of them. */
    void setInputs(List<INDArray> inputs, int samples, LayerWorkspaceMgr workspaces);

    /** What a vertex without a layer makes of its inputs; null if it is neither. */
    @Nullable Junction junction();

    /** Whether the layer gets its input as it is, without a preprocessor. */
    boolean isPlain();

    /** The layer's preprocessor; null if it has none. */
    @Nullable InputPreProcessor preProcessor();

    /** Evaluates in training mode on the inputs handed over. */
    INDArray activate(LayerWorkspaceMgr workspaces);
  }
}
