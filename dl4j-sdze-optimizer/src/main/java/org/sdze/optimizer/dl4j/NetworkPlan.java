package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseRecurrentLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.samediff.SameDiffLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.LinearMap;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.SequenceForward;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.samediff.LayerGraph;

/**
 * A DL4J network as it will be trained: its parts in topological order, who depends on whom, and
 * which credit every layer gets. Made once, when a network is attached.
 */
final class NetworkPlan {

  /**
   * The evaluations of the whole network that probes of batch normalizations and of all below them
   * may take. Deeper networks keep to the subspace: a step would take tens of times as long.
   */
  private static final double MOST_EVALUATIONS = 20;

  /**
   * The products of a sample's time step that carrying the derivatives of a recurrent layer forward
   * may take: about as much time as calling ND4J for a step of DL4J's layer.
   */
  private static final long TANGENT_PRODUCTS = 1 << 18;

  /** What a step takes, in evaluations of the network's products. */
  private static final double EVALUATIONS_OF_A_STEP = 4;

  /** What a sample's part of calling ND4J comes to in a step, in products. */
  private static final double CALLS_OF_A_STEP = 1 << 20;

  private final TrainableNetwork network;
  private final StepMemory memory;
  private final List<Node> nodes;
  private final List<BitSet> above = new ArrayList<>();
  private final List<List<Integer>> consumers = new ArrayList<>();
  private final List<@Nullable OutputLoss> losses = new ArrayList<>();
  private final BitSet held = new BitSet();
  private final List<LayerPlan> layers = new ArrayList<>();
  private final Map<Integer, LayerGraph> graphs = new TreeMap<>();
  private final Map<Integer, LayerPlan> maps = new TreeMap<>();

  /**
   * The plan of a network whose steps may take as much memory as they do.
   *
   * @throws IllegalArgumentException if it, or a layer of it, cannot be trained, naming the layer
   */
  NetworkPlan(TrainableNetwork network) {
    this(network, StepMemory.UNLIMITED);
  }

  /**
   * The plan of a network.
   *
   * @param memory what a step may take
   * @throws IllegalArgumentException if it, or a layer of it, cannot be trained, naming the layer
   */
  NetworkPlan(TrainableNetwork network, StepMemory memory) {
    this.network = network;
    this.memory = memory;
    this.nodes = network.nodes();
    if (network.backpropType() == BackpropType.TruncatedBPTT) {
      throw new IllegalArgumentException(
          "truncated backpropagation through time has no meaning without backpropagation: set"
              + " backpropType(BackpropType.Standard) and cut long sequences before fit");
    }
    connect();
    nodes.forEach(this::checkAndAddLoss);
    boolean isHeld = evaluations() <= MOST_EVALUATIONS;
    for (int k = nodes.size() - 1; k >= 0; k--) { // it depends on those above
      held.set(k, isHeld && isNormalization(k) && !isCoupled(k));
    }
    for (int k = 0; k < nodes.size(); k++) {
      Layer layer = nodes.get(k).layer();
      if (layer != null && layer.paramTable() != null && !layer.paramTable().isEmpty()) {
        layers.addAll(plans(k, layer));
      }
    }
    layers.stream().filter(NetworkPlan::isMap).forEach(layer -> maps.put(layer.index(), layer));
    if (layers.stream().allMatch(layer -> layer.credit() == LayerCredit.NONE)) {
      throw new IllegalArgumentException(
          "the network has no parameters to train: every layer is frozen, has the updater NoOp or"
              + " has none");
    }
  }

  TrainableNetwork network() {
    return network;
  }

  /** What a step may take. */
  StepMemory memory() {
    return memory;
  }

  List<Node> nodes() {
    return nodes;
  }

  /** All layers with parameters, trained or not. */
  List<LayerPlan> layers() {
    return layers;
  }

  /** All parameters that are trained. */
  List<Parameter> parameters() {
    return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
  }

  /** The loss of a node; null if it is no output. */
  @Nullable OutputLoss loss(int node) {
    return losses.get(node);
  }

  /** Whether a node normalizes by the statistics of a batch, which a probe holds. */
  boolean isHeld(int node) {
    return held.get(node);
  }

  /** DL4J's own batch normalization; a frozen one is wrapped, and knows no batch. */
  private boolean isNormalization(int node) {
    Layer layer = nodes.get(node).layer();
    return layer != null
        && layer.getClass() == BatchNormalization.class
        && layer.conf().getLayer().getClass()
            == org.deeplearning4j.nn.conf.layers.BatchNormalization.class;
  }

  /** The graph of a node that is a layer of the user's own with known parts; null elsewhere. */
  @Nullable LayerGraph graph(int node) {
    return graphs.get(node);
  }

  /**
   * A trained layer without dropout and noise, which is evaluated by its weights' use; null
   * elsewhere.
   */
  @Nullable LayerPlan map(int node) {
    return maps.get(node);
  }

  private static boolean isMap(LayerPlan layer) {
    Layer own = layer.node().layer();
    return layer.part() == null
        && layer.use() instanceof LinearMap
        && layer.parameters().size() == own.paramTable().size()
        && own.conf().getLayer() instanceof BaseLayer conf
        && LayerParameters.isPlain(conf);
  }

  /** Whether a node is a layer with recurrent weights that noise credits. */
  boolean isRecurrent(int node) {
    return layers.stream().anyMatch(layer -> layer.index() == node && layer.isRecurrent());
  }

  /** The nodes that depend on a node, without itself. */
  BitSet above(int node) {
    return above.get(node);
  }

  /** The nodes that read a node's output. */
  List<Integer> consumers(int node) {
    return consumers.get(node);
  }

  private void connect() {
    for (int k = 0; k < nodes.size(); k++) {
      above.add(new BitSet());
      consumers.add(new ArrayList<>());
    }
    for (int k = nodes.size() - 1; k >= 0; k--) {
      for (int source : nodes.get(k).sources()) {
        if (source >= 0) {
          consumers.get(source).add(k);
          above.get(source).set(k);
          above.get(source).or(above.get(k));
        }
      }
    }
  }

  private void checkAndAddLoss(Node node) {
    Layer layer = node.layer();
    if (layer != null && !LayerParameters.isFrozen(layer) && layer.isPretrainLayer()) {
      throw Argument.refused(
          "layer \"%s\" is a %s, which learns by unsupervised pretraining: pretrain it before this network is attached, and freeze it",
          node.name(), layer.getClass().getSimpleName());
    }
    if (node.output() < 0) {
      losses.add(null);
      return;
    }
    Layer inner = layer instanceof FrozenLayerWithBackprop frozen ? frozen.getInsideLayer() : layer;
    if (!(inner instanceof IOutputLayer output)) {
      throw Argument.refused(
          "output \"%s\" has no loss: a network that is trained ends in output or loss layers",
          node.name());
    }
    losses.add(new OutputLoss(node.name(), output, width(node)));
  }

  /** The width of what a node gives, as far as layers tell; 3 if none does. */
  private long width(Node node) {
    if (node.layer() != null
        && node.layer().conf().getLayer() instanceof FeedForwardLayer layer
        && layer.getNOut() > 0) {
      return layer.getNOut();
    }
    int source = node.sources().get(0);
    return source < 0 ? 3 : width(nodes.get(source));
  }

  private List<LayerPlan> plans(int index, Layer layer) {
    Node node = nodes.get(index);
    List<Parameter> parameters = LayerParameters.trained(node.name(), layer);
    boolean isWhole = parameters.size() == layer.paramTable().size();
    if (isWhole
        && layer.conf().getLayer() instanceof SameDiffLayer own
        && losses.get(index) == null
        && !isCoupled(index)) {
      List<LayerPlan> parts = parts(index, layer, own, parameters);
      if (!parts.isEmpty()) {
        return parts;
      }
    }
    boolean isRecurrent = RecurrentGates.areKnown(layer) && isWhole;
    LinearUse use = null;
    if (isRecurrent) {
      use = new SequenceForward();
    } else if (LayerParameters.beginsWithWeights(parameters)) {
      use = LayerParameters.use(layer.conf().getLayer(), memory);
    }
    LayerCredit credit = parameters.isEmpty() ? LayerCredit.NONE : credit(index, layer, use);
    return List.of(
        new LayerPlan(node.name(), index, node, credit, use, isRecurrent, parameters, null));
  }

  /** The parts of a layer of the user's own; none where none is known. */
  private List<LayerPlan> parts(
      int index, Layer layer, SameDiffLayer own, List<Parameter> parameters) {
    Node node = nodes.get(index);
    Map<String, Parameter> known = new TreeMap<>();
    parameters.forEach(each -> known.put(each.name().substring(node.name().length() + 1), each));
    LayerGraph graph =
        LayerGraph.of(
            own::defineLayer,
            layer.paramTable(),
            (variable, matrix) -> known.get(variable).with(matrix),
            isCreditKnown(index),
            memory);
    if (graph == null) {
      return List.of();
    }
    graphs.put(index, graph);
    List<LayerPlan> plans = new ArrayList<>();
    for (LayerGraph.Part each : graph.parts()) {
      String name = each.parameters().get(0).name();
      plans.add(
          new LayerPlan(
              name, index, node, each.credit(), each.use(), false, each.parameters(), each));
      each.variables().forEach(known::remove);
    }
    if (!known.isEmpty()) {
      List<Parameter> rest = List.copyOf(known.values());
      plans.add(
          new LayerPlan(node.name(), index, node, LayerCredit.SUBSPACE, null, false, rest, null));
    }
    return plans;
  }

  private LayerCredit credit(int index, Layer layer, @Nullable LinearUse use) {
    OutputLoss loss = losses.get(index);
    if (isHeld(index)) {
      return isOfUnits(index, layer) ? LayerCredit.UNITS : LayerCredit.NOISE;
    }
    if (use == null || isCoupled(index)) {
      return LayerCredit.SUBSPACE;
    }
    if (loss != null) {
      return loss.hasCredit() && consumers(index).isEmpty()
          ? LayerCredit.OUTPUT
          : LayerCredit.SUBSPACE;
    }
    if (RecurrentGates.areKnown(layer)) {
      return isCarriedForward(index, layer) ? LayerCredit.WEIGHTS : LayerCredit.NOISE;
    }
    return isOfUnits(index, layer) ? LayerCredit.UNITS : LayerCredit.NOISE;
  }

  /**
   * Whether the derivatives by a recurrent layer's weights are carried forward: if they are few.
   */
  private boolean isCarriedForward(int index, Layer layer) {
    BaseRecurrentLayer conf = (BaseRecurrentLayer) layer.conf().getLayer();
    INDArray recurrent = layer.getParam(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    boolean isBelowSteps =
        !consumers(index).isEmpty() && consumers(index).stream().allMatch(this::isOutputOfSteps);
    return layer.numParams() * recurrent.length() <= TANGENT_PRODUCTS
        && LayerParameters.isPlain(conf)
        && (isBelowSteps || isCreditKnown(index, false));
  }

  private boolean isOutputOfSteps(int index) {
    Node node = nodes.get(index);
    return node.part().isPlain()
        && node.layer() != null
        && node.layer().conf().getLayer() instanceof RnnOutputLayer conf
        && LayerParameters.use(conf, memory) != null
        && conf.getWeightNoise() == null
        && consumers(index).isEmpty()
        && losses.get(index) != null
        && losses.get(index).hasCredit();
  }

  /**
   * Whether what lies above mixes samples, so that a sample's own loss is not all that moves, in
   * another way than by statistics that are held.
   */
  private boolean isCoupled(int index) {
    return isBatchLoss(index)
        || above(index).stream().anyMatch(k -> isBatchLoss(k) || isOtherNormalization(k));
  }

  private boolean isOtherNormalization(int node) {
    return nodes.get(node).layer() instanceof BatchNormalization && !isHeld(node);
  }

  /** Those of a step's probes of batch normalizations and of what lies below them. */
  private double evaluations() {
    double evaluations = 0;
    for (int k = 0; k < nodes.size(); k++) {
      Layer layer = nodes.get(k).layer();
      boolean isProbed = layer != null && layer.numParams() > 0 && !LayerParameters.isFrozen(layer);
      if (isProbed && (isNormalization(k) || above(k).stream().anyMatch(this::isNormalization))) {
        evaluations += above(k).cardinality() / (double) nodes.size();
      }
    }
    return evaluations;
  }

  private boolean isBatchLoss(int index) {
    OutputLoss loss = losses.get(index);
    return loss != null && !loss.isSum();
  }

  private boolean isOfUnits(int index, Layer layer) {
    org.deeplearning4j.nn.conf.layers.Layer conf = layer.conf().getLayer();
    boolean hasUnits =
        (conf instanceof DenseLayer || conf instanceof ConvolutionLayer)
            && LayerParameters.isElementwise(layer);
    return (hasUnits || isHeld(index)) && isCreditKnown(index);
  }

  /**
   * Whether the credit of what a node gives follows from the outputs' through their weights,
   * through at most one dense layer whose units below are moved one by one, and through
   * activations, pools and normalizations.
   */
  private boolean isCreditKnown(int index) {
    return isCreditKnown(index, true);
  }

  private boolean isCreditKnown(int index, boolean isMovable) {
    return losses.get(index) == null
        && !consumers(index).isEmpty()
        && consumers(index).stream().allMatch(k -> passesCreditOn(k, isMovable));
  }

  private boolean passesCreditOn(int index, boolean isMovable) {
    Node node = nodes.get(index);
    if (node.layer() != null && node.layer().conf().getLayer().getClass() == DenseLayer.class) {
      return isMovable && isMovedThrough(index) && isCreditKnown(index, false);
    }
    if (!node.part().isPlain()) {
      return false;
    }
    boolean isActivation =
        node.layer().conf().getLayer() instanceof ActivationLayer activating
            && LayerParameters.isElementwise(activating.getActivationFn());
    if (isActivation || isHeld(index) || isRouted(node.layer().conf().getLayer())) {
      return isCreditKnown(index, isMovable);
    }
    OutputLoss loss = losses.get(index);
    if (loss == null || !consumers(index).isEmpty()) {
      return false;
    }
    Class<?> type = node.layer().conf().getLayer().getClass();
    if (type == LossLayer.class) {
      return true;
    }
    return type == OutputLayer.class
        && node.layer().conf().getLayer() instanceof BaseLayer conf
        && LayerParameters.isPlain(conf);
  }

  /** Whether a layer is a max pool of which every pixel is in one window at most. */
  private static boolean isRouted(org.deeplearning4j.nn.conf.layers.Layer conf) {
    return conf instanceof SubsamplingLayer pool
        && LayerParameters.isMaxPool(pool)
        && Arrays.equals(pool.getKernelSize(), pool.getStride())
        && Arrays.stream(pool.getPadding()).allMatch(each -> each == 0)
        && pool.getConvolutionMode() != ConvolutionMode.Same;
  }

  /**
   * Whether units below a dense layer are moved through it, all of them: where that takes no more
   * time than the rest of a step.
   */
  private boolean isMovedThrough(int index) {
    Node node = nodes.get(index);
    DenseLayer conf = (DenseLayer) node.layer().conf().getLayer();
    InputPreProcessor before = node.part().preProcessor();
    if (!(before == null || before instanceof CnnToFeedForwardPreProcessor)
        || conf.isHasLayerNorm()
        || !LayerParameters.isPlain(conf)
        || conf.getActivationFn() instanceof ActivationRReLU
        || !LayerParameters.isElementwise(node.layer())) {
      return false;
    }
    double each = Activations.through(conf.getActivationFn()).cost();
    return each * conf.getNIn() * conf.getNOut()
        <= EVALUATIONS_OF_A_STEP * products() + CALLS_OF_A_STEP;
  }

  /** At least the products of one evaluation of the network for one sample. */
  private double products() {
    double products = 0;
    double places = 1; // of maps, at least: borders are left out
    for (int k = nodes.size() - 1; k >= 0; k--) {
      Layer layer = nodes.get(k).layer();
      org.deeplearning4j.nn.conf.layers.Layer conf = layer == null ? null : layer.conf().getLayer();
      if (conf instanceof SubsamplingLayer pool) {
        places *= (double) pool.getStride()[0] * pool.getStride()[1];
      } else if (conf instanceof ConvolutionLayer maps) {
        products += layer.numParams() * places;
        places *= (double) maps.getStride()[0] * maps.getStride()[1];
      } else if (layer != null) {
        products += layer.numParams();
      }
      if (nodes.get(k).part().preProcessor() instanceof CnnToFeedForwardPreProcessor maps) {
        places = Math.max(1, maps.getInputHeight() * maps.getInputWidth());
      }
    }
    return products;
  }
}
