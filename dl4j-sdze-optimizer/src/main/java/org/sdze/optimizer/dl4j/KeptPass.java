package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.rng.Random;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.EmbeddingForward;
import org.sdze.optimizer.forward.LinearMap;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.UnitMoves;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.NetworkPass;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.samediff.LayerGraph;
import org.sdze.optimizer.text.Text;

/**
 * One training evaluation of a DL4J network, by its own layers, with every node's output kept.
 *
 * <p>Before a node is evaluated, ND4J's global generator is set to the node's key, so that dropout
 * and weight noise are the same whenever the node is evaluated again. Whoever makes a pass puts the
 * generator back with {@link #close}, which also forgets the noise that layers keep.
 */
final class KeptPass implements NetworkPass, AutoCloseable {

  /** Larger pre-activations are not kept: their layer is evaluated again when its turn comes. */
  private static final long MAX_KEPT = 1 << 18;

  /** Copies of a map, such as noise and slopes, that crediting its layer takes at once. */
  private static final int PROBED = 8;

  /** The credits of layers whose pre-activations are moved. */
  private static final Set<LayerCredit> MOVED =
      EnumSet.of(LayerCredit.NOISE, LayerCredit.UNITS, LayerCredit.WEIGHTS);

  // What a layer needs while it is evaluated, the patches of a convolution above all, is used again
  // by the next one.
  private static final String WORKING = "WS_SDZE_WORKING_MEM";
  private static final String LOOP = "WS_SDZE_LOOP_MEM";
  private static final WorkspaceConfiguration RECYCLED =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .overallocationLimit(0.05)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .policyAllocation(AllocationPolicy.OVERALLOCATE)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .build();

  private final NetworkPlan plan;
  private final long maxKept;
  private final boolean isShrunk;
  private final RandomKey key;
  private final LayerWorkspaceMgr workspaces =
      LayerWorkspaceMgr.builder()
          .noWorkspaceFor(ArrayType.ACTIVATIONS)
          .noWorkspaceFor(ArrayType.INPUT)
          .with(ArrayType.FF_WORKING_MEM, WORKING, RECYCLED)
          .with(ArrayType.RNN_FF_LOOP_WORKING_MEM, LOOP, RECYCLED)
          .build();
  private final List<INDArray> inputs;
  private final List<INDArray> labels;
  private final int samples;
  private final List<@Nullable INDArray> outputs = new ArrayList<>();
  private final List<OutputLoss.@Nullable Evaluated> losses = new ArrayList<>();
  private final List<@Nullable INDArray> preActivations = new ArrayList<>();
  private final List<@Nullable INDArray> recurrentInputs = new ArrayList<>();
  private final List<@Nullable INDArray> layerInputs = new ArrayList<>();
  private final List<PassLayer> layers = new ArrayList<>();
  private final List<PassLayer> normalizations = new ArrayList<>();
  private final Map<String, Integer> places = new TreeMap<>(); // nodes, by layers' names
  private final Map<Integer, LayerGraph.Evaluated> graphs = new TreeMap<>();
  private final Map<Integer, INDArray> credits = new TreeMap<>();
  private final Map<Integer, INDArray> creditsBelow = new TreeMap<>();
  private final Map<Integer, HeldNormalization> held = new TreeMap<>();
  private final INDArray total;
  private final Map<Integer, Double> work = new TreeMap<>(); // products by node, of a sample
  private final long rootState;
  private final long nodeState;

  /**
   * Evaluates the network on its present batch.
   *
   * @param key the key of the step
   */
  KeptPass(NetworkPlan plan, RandomKey key) {
    this(plan, key, MAX_KEPT);
  }

  /**
   * Evaluates the network on its present batch.
   *
   * @param maxKept the length of pre-activations that are kept until their layer's turn comes
   */
  KeptPass(NetworkPlan plan, RandomKey key, long maxKept) {
    this(plan, key, maxKept, true);
  }

  /**
   * Evaluates the network on its present batch.
   *
   * @param maxKept the length of pre-activations that are kept until their layer's turn comes
   * @param isShrunk whether what is learned of normalizations' statistics is shrunk by its noise
   */
  KeptPass(NetworkPlan plan, RandomKey key, long maxKept, boolean isShrunk) {
    this.plan = plan;
    this.maxKept = maxKept;
    this.isShrunk = isShrunk;
    this.key = key.purpose(Purpose.LAYER);
    this.inputs = plan.network().inputs();
    this.labels = plan.network().labels();
    this.samples = Math.toIntExact(inputs.get(0).size(0));
    Random generator = Nd4j.getRandom();
    rootState = generator.rootState();
    nodeState = generator.nodeState();
    for (int k = 0; k < plan.nodes().size(); k++) {
      outputs.add(null);
      losses.add(null);
      preActivations.add(null);
      recurrentInputs.add(null);
      layerInputs.add(null);
    }
    boolean isDone = false;
    try {
      total = evaluate();
      plan.layers().forEach(this::add);
      plan.layers().forEach(layer -> work.put(layer.index(), work(layer)));
      isDone = true;
    } finally {
      if (!isDone) {
        close();
      }
    }
  }

  private void add(LayerPlan layer) {
    int node = layer.index();
    KeptLayer whole = new KeptLayer(this, layer);
    LayerGraph.Evaluated graph = graphs.get(node);
    PassLayer kept =
        graph == null || layer.part() == null ? whole : graph.layer(layer.part(), whole);
    places.put(kept.name(), node);
    if (layer.credit() != LayerCredit.NONE) {
      layers.add(kept);
    }
    if (plan.isHeld(node)) {
      normalizations.add(0, kept);
    }
  }

  /** The node that a layer is, or is a part of. */
  private int place(PassLayer layer) {
    return places.get(layer.name());
  }

  @Override
  public int samples() {
    return samples;
  }

  @Override
  public double divisor() {
    return plan.network().isMiniBatch() ? samples : 1;
  }

  @Override
  public long numbers() {
    Map<Long, Long> lengths = new TreeMap<>(); // by address: inputs of layers are others' outputs
    long largest = 0;
    for (INDArray array : outputs) {
      if (array != null) {
        lengths.put(array.data().address(), array.length());
        largest = Math.max(largest, array.length());
      }
    }
    for (List<@Nullable INDArray> more : List.of(layerInputs, recurrentInputs)) {
      for (INDArray array : more) {
        if (array != null) {
          lengths.putIfAbsent(array.data().address(), array.length());
        }
      }
    }
    for (LayerPlan layer : plan.layers()) {
      if (layer.isRecurrent()) { // all its gates at all time steps
        INDArray input = layerInputs.get(layer.index());
        long gates = layer.parameters().get(0).matrix().columns();
        largest = Math.max(largest, input.size(0) * input.size(2) * gates);
      }
    }
    long kept = lengths.values().stream().mapToLong(Long::longValue).sum();
    kept += graphs.values().stream().mapToLong(LayerGraph.Evaluated::numbers).sum();
    return kept + PROBED * largest;
  }

  @Override
  public INDArray losses() {
    return total;
  }

  @Override
  public List<PassLayer> layers() {
    return layers;
  }

  @Override
  public INDArray lossesAgain(List<PassLayer> moved) {
    BitSet stale = new BitSet();
    for (PassLayer layer : moved) {
      int index = place(layer);
      stale.set(index);
      stale.or(plan.above(index));
    }
    return again(stale, -1, null, null);
  }

  @Override
  public List<PassLayer> normalizations() {
    return normalizations;
  }

  @Override
  public void learn(PassLayer normalization, INDArray credit) {
    boolean isNoisy = normalization.credit() != LayerCredit.UNITS;
    held(place(normalization)).learn(credit, isNoisy && isShrunk);
  }

  @Override
  public void forget(PassLayer layer) {
    int done = place(layer);
    PassLayer last = layers.stream().filter(each -> place(each) == done).reduce(layer, (a, b) -> b);
    if (!last.equals(layer)) { // another part of it is still to come
      return;
    }
    LayerGraph.Evaluated graph = graphs.remove(done);
    if (graph != null) {
      graph.release();
    }
    List<@Nullable INDArray> unused = new ArrayList<>();
    for (int k = 0; k <= done; k++) {
      unused.add(preActivations.set(k, null));
      unused.add(recurrentInputs.set(k, null));
      unused.add(creditsBelow.remove(k));
      if (!LayerStatistics.readsInput(plan.nodes().get(k))) {
        unused.add(layerInputs.set(k, null));
      }
      if (plan.consumers(k).stream().allMatch(consumer -> consumer <= done)) {
        unused.add(outputs.set(k, null));
      }
    }
    release(unused, List.of());
  }

  /** The products that a layer's weights take part in: they are used at every place of a map. */
  private double work(LayerPlan layer) {
    INDArray output = outputs.get(layer.index());
    double numbers = output == null ? 1 : output.length() / (double) samples;
    if (layer.use() instanceof EmbeddingForward) { // rows are looked up
      return numbers;
    }
    Object conf = layer.node().layer().conf().getLayer();
    boolean isMap = output != null && output.rank() > 2;
    double places =
        isMap && conf instanceof FeedForwardLayer map && map.getNOut() > 0
            ? numbers / map.getNOut()
            : 1;
    return places * layer.node().layer().numParams();
  }

  @Override
  public double products() {
    return work.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The part of all such products that is made again if a layer's pre-activations move. */
  double rerun(LayerPlan layer) {
    double again = 0;
    for (Map.Entry<Integer, Double> each : work.entrySet()) {
      int node = each.getKey();
      boolean isAgain =
          plan.above(layer.index()).get(node) || (node == layer.index() && layer.isRecurrent());
      again += isAgain ? each.getValue() : 0;
    }
    return again / products();
  }

  /**
   * The losses if a node's output were another one, each with what its sample does to all of them
   * through the statistics of batch normalizations.
   *
   * @param without a node whose statistics are left out; −1 for none
   */
  INDArray lossesWith(int node, INDArray output, int without) {
    return again(plan.above(node), node, output, new Statistics(without));
  }

  /** A batch normalization, with the statistics of this pass. */
  HeldNormalization held(int node) {
    return held.computeIfAbsent(
        node,
        index ->
            new HeldNormalization(
                plan.nodes().get(index).name(),
                (BatchNormalization) plan.nodes().get(index).layer(),
                layerInputs.get(index)));
  }

  /** What samples do to the losses of all through statistics, in one evaluation. */
  private final class Statistics {
    private final int without;
    private @Nullable INDArray changes;

    Statistics(int without) {
      this.without = without;
    }

    /** The output of a batch normalization on the input that its layer holds. */
    INDArray output(int node) {
      HeldNormalization normalization = held(node);
      INDArray normalized = normalization.normalized(typed(plan.nodes().get(node).layer().input()));
      INDArray change = node == without ? null : normalization.change(normalized);
      if (change != null) {
        // Time steps of samples lie as rows t · n + i.
        INDArray each =
            change.reshape('f', samples, change.length() / samples).sum(true, 1).detach();
        changes = changes == null ? each : changes.addi(each);
      }
      return normalization.output(normalized);
    }
  }

  /** The kept outputs of all nodes; null for outputs of the network. */
  List<@Nullable INDArray> outputs() {
    return outputs;
  }

  /** The input that a layer used, after its preprocessor and dropout. */
  INDArray layerInput(int node) {
    return layerInputs.get(node);
  }

  /** A layer's pre-activations, in 'c' order. */
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  INDArray preActivations(int node) {
    if (preActivations.get(node) == null && plan.isHeld(node)) {
      preActivations.set(node, held(node).scalesAndShifts());
    }
    if (preActivations.get(node) == null) {
      Node evaluated = plan.nodes().get(node);
      try (MemoryWorkspace scope = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
        seed(node);
        evaluated.part().setInputs(sources(evaluated, outputs), samples, workspaces);
        release(List.of(output(evaluated, node, true).detach()), List.of());
      }
    }
    return preActivations.get(node);
  }

  /** What a layer's recurrent weights multiply, {@code [n, out, time]}. */
  INDArray recurrentInput(int node) {
    preActivations(node); // kept with them
    return recurrentInputs.get(node);
  }

  /** A recurrent layer's output if the pre-activations of its gates moved. */
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  INDArray outputMoved(int node, INDArray move) {
    Node evaluated = plan.nodes().get(node);
    try (MemoryWorkspace scope = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
      seed(node);
      evaluated.part().setInputs(sources(evaluated, outputs), samples, workspaces);
      return RecurrentGates.moved(
              evaluated.layer(), move, () -> evaluated.part().activate(workspaces))
          .detach();
    }
  }

  /** The derivative of each row's loss by an output's pre-activations; not to be changed. */
  INDArray outputCredit(int node) {
    return credits.computeIfAbsent(
        node,
        output -> {
          OutputLoss.Evaluated evaluated = losses.get(output);
          OutputLoss loss = plan.loss(output);
          if (loss == null || evaluated == null) {
            throw new IllegalStateException(Text.format("node %d is no output", output));
          }
          return loss.credit(evaluated);
        });
  }

  /**
   * The credit of what a dense layer is given, {@code [n, in]}, by moving it unit by unit; not to
   * be changed.
   *
   * @param above gives the credit of what the layer makes of it
   */
  INDArray creditBelow(int node, Supplier<INDArray> above) {
    return creditsBelow.computeIfAbsent(
        node,
        dense -> {
          Layer layer = plan.nodes().get(dense).layer();
          INDArray credit = above.get();
          INDArray mask = layer.getMaskArray();
          if (mask != null) {
            credit.muliColumnVector(mask.castTo(credit.dataType()));
          }
          seed(dense);
          return UnitMoves.credit(
              preActivations(dense),
              layer.getParam("W"),
              credit,
              Activations.through(((BaseLayer) layer.conf().getLayer()).getActivationFn()));
        });
  }

  NetworkPlan plan() {
    return plan;
  }

  /** Sets the generator that layers draw from to a node's own stream. */
  void seed(int node) {
    Nd4j.getRandom().setSeed(key.index(node).state());
  }

  private INDArray evaluate() {
    BitSet captured = new BitSet();
    for (LayerPlan layer : plan.layers()) {
      if (MOVED.contains(layer.credit()) && !plan.isHeld(layer.index()) && layer.part() == null) {
        captured.set(layer.index());
      }
    }
    INDArray sum = null;
    for (int k = 0; k < plan.nodes().size(); k++) {
      Node node = plan.nodes().get(k);
      OutputLoss.Evaluated evaluated = evaluate(node, k, captured.get(k));
      if (evaluated != null) {
        losses.set(k, evaluated);
        sum = sum == null ? evaluated.losses().dup() : sum.addi(evaluated.losses());
      }
    }
    return sum;
  }

  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  private OutputLoss.@Nullable Evaluated evaluate(Node node, int k, boolean isCaptured) {
    OutputLoss loss = plan.loss(k);
    OutputLoss.Evaluated evaluated = null;
    try (MemoryWorkspace scope = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
      seed(k);
      node.part().setInputs(sources(node, outputs), samples, workspaces);
      if (loss != null) {
        evaluated = loss.evaluate(labels(node), samples, workspaces).detached();
      }
      if (loss == null || !plan.consumers(k).isEmpty()) {
        outputs.set(k, (isCaptured ? output(node, k, false) : activate(node, k, true)).detach());
      }
      if (node.layer() != null && node.layer().input() != null) {
        layerInputs.set(k, typed(node.layer().input()).detach());
      }
    }
    return evaluated;
  }

  /**
   * The output of a node on the input that it holds.
   *
   * @param isKept whether what a layer of the user's own makes on the way is kept
   */
  private INDArray activate(Node node, int index, boolean isKept) {
    LayerGraph graph = plan.graph(index);
    if (graph == null) {
      INDArray z = mapped(node, index);
      return z == null ? node.part().activate(workspaces) : activated(index, z);
    }
    // Executed as its parts will be, so that what it draws is the same every time.
    LayerGraph.Evaluated evaluated =
        graph.evaluate(typed(node.layer().input()).detach(), key.index(index));
    INDArray output = evaluated.output();
    if (isKept) {
      graphs.put(index, evaluated);
    } else {
      evaluated.release();
    }
    return output;
  }

  /**
   * The pre-activations of a layer on the input that it holds, without DL4J, which takes a multiple
   * of the time (1.0.0-M2.1); null for what is left to it.
   */
  private @Nullable INDArray mapped(Node node, int index) {
    LayerPlan layer = plan.map(index);
    if (layer == null) {
      return null;
    }
    LinearMap use = (LinearMap) layer.use();
    INDArray weights = layer.parameters().get(0).matrix();
    INDArray input = typed(node.layer().input());
    boolean isMasked = input.rank() < 4 && node.layer().getMaskArray() != null;
    if (isMasked || !use.fits(input, weights)) { // DL4J says what does not
      return null;
    }
    INDArray bias = layer.parameters().size() > 1 ? layer.parameters().get(1).matrix() : null;
    return ScratchMemory.lasting(() -> use.values(input, weights, bias));
  }

  private INDArray activated(int index, INDArray z) {
    return new KeptLayer(this, plan.map(index)).activate(z);
  }

  /** An input as its layer uses it: the last steps of masked sequences come in float always. */
  private INDArray typed(INDArray input) {
    return input.dataType().isFPType()
        ? input.castTo(plan.network().model().params().dataType())
        : input;
  }

  /**
   * The output of a node whose pre-activations are kept.
   *
   * @param isWanted whether they are kept even if they are large
   */
  private INDArray output(Node node, int index, boolean isWanted) {
    if (plan.isRecurrent(index)) {
      RecurrentGates.Seen seen =
          RecurrentGates.see(node.layer(), () -> node.part().activate(workspaces));
      if (isWanted || seen.preActivations().length() <= Math.min(maxKept, keptMemory())) {
        preActivations.set(index, seen.preActivations());
        recurrentInputs.set(index, seen.before());
      }
      return seen.outputs();
    }
    INDArray z = mapped(node, index);
    if (z != null) {
      boolean isKept = isWanted || z.length() <= Math.min(maxKept, keptMemory());
      preActivations.set(index, isKept ? z : null);
      return activated(index, isKept ? z.dup() : z);
    }
    ActivationCapture.Captured captured =
        ActivationCapture.during(
            (BaseLayer) node.layer().conf().getLayer(),
            isWanted ? Long.MAX_VALUE : Math.min(maxKept, keptMemory()),
            () -> node.part().activate(workspaces));
    preActivations.set(index, captured.preActivations());
    return captured.outputs();
  }

  /** How many more numbers of pre-activations may be kept. */
  private long keptMemory() {
    long kept = preActivations.stream().filter(Objects::nonNull).mapToLong(INDArray::length).sum();
    return plan.memory().atMost(Long.MAX_VALUE, inputs.get(0).dataType()) - kept;
  }

  /**
   * Evaluates the stale nodes again, with one output given, and adds all losses up.
   *
   * @param statistics of batch normalizations, held; null where they follow the samples
   */
  private INDArray again(
      BitSet stale, int given, @Nullable INDArray output, @Nullable Statistics statistics) {
    List<@Nullable INDArray> now = new ArrayList<>(outputs);
    if (given >= 0) {
      now.set(given, output);
    }
    INDArray sum = null;
    for (int k = 0; k < plan.nodes().size(); k++) {
      INDArray part = stale.get(k) ? again(k, now, statistics) : null;
      if (stale.get(k)) {
        releaseSources(k, now, stale);
      }
      if (plan.loss(k) != null) {
        INDArray loss = part == null ? losses.get(k).losses() : part;
        sum = sum == null ? loss.dup() : sum.addi(loss);
      }
    }
    if (statistics != null && statistics.changes != null) {
      sum.addi(statistics.changes);
    }
    return sum;
  }

  /** Frees the stale outputs that a node was the last to read. */
  private void releaseSources(int node, List<@Nullable INDArray> now, BitSet stale) {
    List<@Nullable INDArray> unused = new ArrayList<>();
    if (plan.consumers(node).isEmpty()) {
      unused.add(now.set(node, null));
    }
    for (int source : plan.nodes().get(node).sources()) {
      if (source >= 0
          && stale.get(source)
          && plan.consumers(source).stream().allMatch(consumer -> consumer <= node)) {
        unused.add(now.set(source, null));
      }
    }
    release(unused, now);
  }

  /** Frees arrays whose memory neither the pass nor the network uses, nor one of the others. */
  private void release(List<@Nullable INDArray> unused, List<@Nullable INDArray> others) {
    List<@Nullable INDArray> used = new ArrayList<>(others);
    used.addAll(inputs);
    used.addAll(labels);
    used.addAll(credits.values());
    used.addAll(preActivations);
    used.addAll(recurrentInputs);
    used.addAll(layerInputs);
    used.addAll(outputs);
    used.add(plan.network().model().params());
    losses.stream()
        .filter(Objects::nonNull)
        .forEach(
            evaluated -> {
              used.add(evaluated.losses());
              if (evaluated.arguments() != null) {
                used.addAll(evaluated.arguments().arrays());
              }
            });
    unused.stream().filter(Objects::nonNull).forEach(array -> Release.withBase(array, used));
  }

  /** Evaluates a node on what its sources are now; its losses, if it is an output. */
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  private @Nullable INDArray again(
      int k, List<@Nullable INDArray> now, @Nullable Statistics statistics) {
    Node node = plan.nodes().get(k);
    OutputLoss loss = plan.loss(k);
    try (MemoryWorkspace scope = workspaces.notifyScopeEntered(ArrayType.FF_WORKING_MEM)) {
      seed(k);
      if (node.layer() != null) { // its noisy weights, of which it keeps a copy, may have moved
        node.layer().clearNoiseWeightParams();
      }
      node.part().setInputs(sources(node, now), samples, workspaces);
      if (loss == null || !plan.consumers(k).isEmpty()) {
        boolean isHeld = statistics != null && plan.isHeld(k);
        INDArray output = isHeld ? statistics.output(k) : activate(node, k, false);
        now.set(k, output.detach());
      }
      return loss == null
          ? null
          : loss.evaluateAgain(losses.get(k), labels(node), samples, workspaces).detach();
    }
  }

  private List<INDArray> sources(Node node, List<@Nullable INDArray> values) {
    List<INDArray> arrays = new ArrayList<>();
    for (int source : node.sources()) {
      arrays.add(source < 0 ? inputs.get(-1 - source) : values.get(source));
    }
    return arrays;
  }

  /** The labels of an output; null where none were given, and none are needed. */
  @Nullable INDArray labels(Node node) {
    return labels.get(node.output());
  }

  /** Puts ND4J's generator back and lets layers forget the weight noise of this pass. */
  @Override
  public void close() {
    Nd4j.getRandom().setStates(rootState, nodeState);
    for (Node node : plan.nodes()) {
      if (node.layer() != null) {
        node.layer().clearNoiseWeightParams();
      }
    }
  }

  @Override
  public String toString() {
    return "pass of " + samples + " samples, losses " + Arrays.toString(total.shape());
  }
}
