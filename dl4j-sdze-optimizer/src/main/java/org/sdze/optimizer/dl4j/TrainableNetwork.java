package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A DL4J network of either kind, with what a training step reads and writes of it. */
abstract class TrainableNetwork {

  /**
   * The view of a network.
   *
   * @throws IllegalArgumentException if it is not initialised, or of another kind
   */
  static TrainableNetwork of(@Nullable Model model) {
    if (model instanceof MultiLayerNetwork network) {
      if (network.getLayers() == null) {
        throw new IllegalArgumentException("the network is not initialised: call init() first");
      }
      return new Chain(network);
    }
    if (model instanceof ComputationGraph graph) {
      if (graph.getVertices() == null) {
        throw new IllegalArgumentException("the network is not initialised: call init() first");
      }
      return new Graph(graph);
    }
    throw new IllegalArgumentException(
        "only a MultiLayerNetwork or a ComputationGraph can be trained, was "
            + (model == null ? "null" : model.getClass().getSimpleName()));
  }

  /** The network itself. */
  abstract Model model();

  /** Everything that is evaluated, in topological order. */
  abstract List<Node> nodes();

  /** The present batch, one array an input; an element is null where not set. */
  abstract List<INDArray> inputs();

  /** The labels of the present batch, one array an output; an element is null where not set. */
  abstract List<INDArray> labels();

  abstract BackpropType backpropType();

  boolean isMiniBatch() {
    return model().conf().isMiniBatch();
  }

  abstract int iteration();

  abstract int epoch();

  abstract void setIteration(int iteration);

  abstract Collection<TrainingListener> listeners();

  /** Tells a listener of the activations of the hidden nodes, as DL4J does. */
  abstract void onForwardPass(TrainingListener listener, List<Node> nodes, List<INDArray> outputs);

  abstract double regularizationScore();

  abstract void setScore(double score);

  void applyConstraints(int iteration, int epoch) {
    model().applyConstraints(iteration, epoch);
  }

  /** An empty gradient, which listeners may look at. */
  abstract void clearGradient();

  /** Takes the masks of a batch off the layers, where DL4J's fit will not. */
  abstract void clearMasks();

  /** A chain of layers. */
  private static final class Chain extends TrainableNetwork {
    private final MultiLayerNetwork network;

    Chain(MultiLayerNetwork network) {
      this.network = network;
    }

    private MultiLayerConfiguration conf() {
      return network.getLayerWiseConfigurations();
    }

    @Override
    Model model() {
      return network;
    }

    @Override
    List<Node> nodes() {
      Layer[] layers = network.getLayers();
      List<Node> nodes = new ArrayList<>();
      for (int k = 0; k < layers.length; k++) {
        String given = layers[k].conf().getLayer().getLayerName();
        nodes.add(
            new Node(
                given == null ? "layer" + k : given,
                List.of(k - 1),
                k == layers.length - 1 ? 0 : -1,
                layers[k],
                new ChainPart(layers[k], conf().getInputPreProcess(k))));
      }
      return nodes;
    }

    @Override
    List<INDArray> inputs() {
      return Collections.singletonList(network.getInput());
    }

    @Override
    List<INDArray> labels() {
      List<INDArray> labels = new ArrayList<>();
      labels.add(network.getLabels());
      return labels;
    }

    @Override
    BackpropType backpropType() {
      return conf().getBackpropType();
    }

    @Override
    int iteration() {
      return conf().getIterationCount();
    }

    @Override
    int epoch() {
      return conf().getEpochCount();
    }

    @Override
    void setIteration(int iteration) {
      conf().setIterationCount(iteration);
    }

    @Override
    Collection<TrainingListener> listeners() {
      return network.getListeners();
    }

    @Override
    void onForwardPass(TrainingListener listener, List<Node> nodes, List<INDArray> outputs) {
      List<INDArray> activations = new ArrayList<>();
      activations.add(network.getInput());
      activations.addAll(outputs.subList(0, outputs.size() - 1));
      listener.onForwardPass(network, activations);
    }

    @Override
    double regularizationScore() {
      return network.calcRegularizationScore(true);
    }

    @Override
    void setScore(double score) {
      network.setScore(score);
    }

    @Override
    void clearGradient() {
      network.setGradient(new DefaultGradient());
    }

    @Override
    void clearMasks() {
      network.clearLayerMaskArrays();
    }
  }

  private record ChainPart(Layer layer, @Nullable InputPreProcessor preProcessor)
      implements Node.Part {
    @Override
    public @Nullable Junction junction() {
      return null;
    }

    @Override
    public boolean isPlain() {
      return preProcessor == null;
    }

    @Override
    public void setInputs(List<INDArray> inputs, int samples, LayerWorkspaceMgr workspaces) {
      INDArray input = inputs.get(0);
      layer.setInput(
          preProcessor == null ? input : preProcessor.preProcess(input, samples, workspaces),
          workspaces);
    }

    @Override
    public INDArray activate(LayerWorkspaceMgr workspaces) {
      return layer.activate(true, workspaces);
    }
  }

  /** A graph of vertices. */
  private static final class Graph extends TrainableNetwork {
    private final ComputationGraph graph;

    Graph(ComputationGraph graph) {
      this.graph = graph;
    }

    private ComputationGraphConfiguration conf() {
      return graph.getConfiguration();
    }

    @Override
    Model model() {
      return graph;
    }

    @Override
    List<Node> nodes() {
      List<String> names = conf().getNetworkInputs();
      Map<Integer, Integer> place = new TreeMap<>(); // vertex index -> node, or -1 - input
      List<Node> nodes = new ArrayList<>();
      for (int index : graph.topologicalSortOrder()) {
        GraphVertex vertex = graph.getVertices()[index];
        if (vertex.isInputVertex()) {
          place.put(index, -1 - names.indexOf(vertex.getVertexName()));
          continue;
        }
        List<Integer> sources = new ArrayList<>();
        for (VertexIndices from : vertex.getInputVertices()) {
          sources.add(place.get(from.getVertexIndex()));
        }
        place.put(index, nodes.size());
        nodes.add(
            new Node(
                vertex.getVertexName(),
                sources,
                conf().getNetworkOutputs().indexOf(vertex.getVertexName()),
                vertex.getLayer(),
                new GraphPart(vertex, junction(conf().getVertices().get(vertex.getVertexName())))));
      }
      return nodes;
    }

    @Override
    List<INDArray> inputs() {
      return graph.getInputs() == null ? List.of() : Arrays.asList(graph.getInputs());
    }

    @Override
    List<INDArray> labels() {
      INDArray[] labels = NetworkInternals.labels(graph);
      return labels == null ? List.of() : Arrays.asList(labels);
    }

    @Override
    BackpropType backpropType() {
      return conf().getBackpropType();
    }

    @Override
    int iteration() {
      return conf().getIterationCount();
    }

    @Override
    int epoch() {
      return conf().getEpochCount();
    }

    @Override
    void setIteration(int iteration) {
      conf().setIterationCount(iteration);
    }

    @Override
    Collection<TrainingListener> listeners() {
      return graph.getListeners();
    }

    @Override
    void onForwardPass(TrainingListener listener, List<Node> nodes, List<INDArray> outputs) {
      Map<String, INDArray> activations = new TreeMap<>();
      for (int k = 0; k < conf().getNetworkInputs().size(); k++) {
        activations.put(conf().getNetworkInputs().get(k), graph.getInput(k));
      }
      for (int k = 0; k < nodes.size(); k++) {
        if (outputs.get(k) != null) {
          activations.put(nodes.get(k).name(), outputs.get(k));
        }
      }
      listener.onForwardPass(graph, activations);
    }

    @Override
    double regularizationScore() {
      return graph.calcRegularizationScore(true);
    }

    @Override
    void setScore(double score) {
      graph.setScore(score);
    }

    @Override
    void clearGradient() {
      graph.setGradient(new DefaultGradient());
    }

    @Override
    void clearMasks() {
      graph.clearLayerMaskArrays();
    }
  }

  private static @Nullable Junction junction(
      org.deeplearning4j.nn.conf.graph.@Nullable GraphVertex vertex) {
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return Junction.SUM;
    }
    return vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1
        ? Junction.CONCATENATION
        : null;
  }

  private record GraphPart(GraphVertex vertex, @Nullable Junction junction) implements Node.Part {
    @Override
    public boolean isPlain() {
      return vertex instanceof LayerVertex layer && layer.getLayerPreProcessor() == null;
    }

    @Override
    public @Nullable InputPreProcessor preProcessor() {
      return vertex instanceof LayerVertex layer ? layer.getLayerPreProcessor() : null;
    }

    @Override
    public void setInputs(List<INDArray> inputs, int samples, LayerWorkspaceMgr workspaces) {
      for (int k = 0; k < inputs.size(); k++) {
        vertex.setInput(k, inputs.get(k), workspaces);
      }
    }

    @Override
    public INDArray activate(LayerWorkspaceMgr workspaces) {
      return vertex.doForward(true, workspaces);
    }
  }
}
