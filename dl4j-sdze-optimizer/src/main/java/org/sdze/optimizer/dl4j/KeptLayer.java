package org.sdze.optimizer.dl4j;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationHardSigmoid;
import org.nd4j.linalg.activations.impl.ActivationHardTanH;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.PoolWinners;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.network.GradientNormalization;
import org.sdze.optimizer.network.LayerCredit;
import org.sdze.optimizer.network.Parameter;
import org.sdze.optimizer.network.PassLayer;
import org.sdze.optimizer.network.Recurrence;
import org.sdze.optimizer.samediff.LayerGraph;
import org.sdze.optimizer.text.Text;

/**
 * A trained layer of a DL4J network in a {@link KeptPass}; for parts of a layer of the user's own,
 * what lies above it.
 */
final class KeptLayer implements PassLayer, LayerGraph.Above {

  /** Activations that never fall: what is largest before them is largest after them. */
  private static final Set<Class<? extends IActivation>> RISING =
      Set.of(
          ActivationCube.class,
          ActivationELU.class,
          ActivationHardSigmoid.class,
          ActivationHardTanH.class,
          ActivationIdentity.class,
          ActivationLReLU.class,
          ActivationReLU.class,
          ActivationSELU.class,
          ActivationSigmoid.class,
          ActivationSoftPlus.class,
          ActivationTanH.class);

  private static final IActivation IDENTITY = new ActivationIdentity();

  /** Of normalized numbers, to see whether an activation is flat. */
  private static final double MOVE = 1e-2;

  /** The same for a slope: its error is the square of this, and rounding over it. */
  private static final double SMALL_MOVE = 1e-4;

  private final KeptPass pass;
  private final LayerPlan plan;

  KeptLayer(KeptPass pass, LayerPlan plan) {
    this.pass = pass;
    this.plan = plan;
  }

  private Layer layer() {
    return plan.node().layer();
  }

  /** Its pre-activations are then the scales and the shifts, one of each a row and channel. */
  private boolean isNormalization() {
    return pass.plan().isHeld(plan.index());
  }

  /**
   * The node of a batch normalization that alone reads what the layer gives, its pre-activations as
   * they are; −1 if none does.
   */
  private int normalizer() {
    boolean isOther = isNormalization() || plan.isRecurrent() || plan.part() != null;
    int reader = isOther ? -1 : onlyConsumer(plan.index());
    boolean isStraight =
        reader >= 0
            && pass.plan().isHeld(reader)
            && conf().getActivationFn().getClass() == ActivationIdentity.class
            && layer().getMaskArray() == null;
    return isStraight ? reader : -1;
  }

  private BaseLayer conf() {
    return (BaseLayer) layer().conf().getLayer();
  }

  @Override
  public String name() {
    return plan.name();
  }

  @Override
  public List<Parameter> parameters() {
    return plan.parameters();
  }

  @Override
  public GradientNormalization normalization() {
    return plan.normalization();
  }

  @Override
  public LayerCredit credit() {
    return plan.credit();
  }

  @Override
  public double rerun() {
    return pass.rerun(plan);
  }

  @Override
  public LinearUse use() {
    LinearUse use = plan.use();
    if (use == null) {
      throw new IllegalStateException(Text.format("layer \"%s\" has no linear use", name()));
    }
    return use;
  }

  @Override
  public INDArray input() {
    return pass.layerInput(plan.index());
  }

  @Override
  public INDArray outputCredit() {
    return pass.outputCredit(plan.index());
  }

  @Override
  public INDArray creditOfOutput() {
    return creditOf(plan.index());
  }

  @Override
  public INDArray creditFromAbove() {
    INDArray credit = creditOfOutput();
    return isNormalization() ? pass.held(plan.index()).creditOfScalesAndShifts(credit) : credit;
  }

  /** The credit of what a node gives, as far as {@link NetworkPlan} says that it is known. */
  private INDArray creditOf(int node) {
    INDArray sum = null;
    for (int consumer : pass.plan().consumers(node)) {
      INDArray credit = creditThrough(consumer, node);
      sum = sum == null ? credit : sum.add(credit);
    }
    return sum;
  }

  private INDArray creditThrough(int consumer, int node) {
    if (pass.plan().isHeld(consumer)) {
      return pass.held(consumer).creditOfInput(creditOf(consumer));
    }
    Layer reader = pass.plan().nodes().get(consumer).layer();
    INDArray output = pass.outputs().get(node);
    if (reader.conf().getLayer() instanceof DenseLayer) {
      INDArray credit = pass.creditBelow(consumer, () -> creditOf(consumer));
      return credit.dup('c').reshape('c', output.shape());
    }
    if (reader.conf().getLayer() instanceof SubsamplingLayer pool) {
      return routed(creditOf(consumer), output, pool);
    }
    if (reader.conf().getLayer() instanceof ActivationLayer activating) {
      return slope(consumer, activating.getActivationFn(), output).muli(creditOf(consumer));
    }
    INDArray credit = pass.outputCredit(consumer);
    INDArray weights = reader.getParam("W");
    if (weights == null) { // a loss layer
      return credit.dup();
    }
    INDArray through =
        Nd4j.createUninitialized(
            credit.dataType(), new long[] {credit.rows(), weights.rows()}, 'c');
    Products.gemm(weights, credit.transpose(), through.transpose(), false, false, 1, 0);
    return through;
  }

  /** The derivative of a node's activation, by a two-sided difference. */
  private INDArray slope(int node, IActivation activation, INDArray z) {
    pass.seed(node);
    INDArray up = activation.getActivation(z.add(SMALL_MOVE), true);
    pass.seed(node);
    INDArray down = activation.getActivation(z.sub(SMALL_MOVE), true);
    INDArray slope = up.sub(down).divi(2 * SMALL_MOVE);
    Release.of(up, down);
    return slope;
  }

  @Override
  public INDArray preActivations() {
    return pass.preActivations(plan.index());
  }

  @Override
  public int @Nullable [] sampleOfRow() {
    long rows = preActivations().size(0);
    int samples = pass.samples();
    if (rows == samples) {
      return null;
    }
    // DL4J lays time steps out as rows t · n + i (RnnToFeedForwardPreProcessor, 1.0.0-M2.1).
    int[] sampleOfRow = new int[Math.toIntExact(rows)];
    for (int row = 0; row < sampleOfRow.length; row++) {
      sampleOfRow[row] = row % samples;
    }
    return sampleOfRow;
  }

  @Override
  public boolean isElementwise() {
    return !plan.isRecurrent() && !isNormalization() && LayerParameters.isElementwise(layer());
  }

  @Override
  public @Nullable INDArray recurrentInput() {
    return plan.isRecurrent() ? pass.recurrentInput(plan.index()) : null;
  }

  @Override
  public INDArray moved(INDArray move) {
    return plan.isRecurrent()
        ? pass.outputMoved(plan.index(), move)
        : activate(move.addi(preActivations()));
  }

  @Override
  public Recurrence recurrence() {
    BaseLayer conf = conf();
    INDArray z = preActivations();
    INDArray mask = layer().getMaskArray();
    return new Recurrence(
        z,
        plan.parameters().get(1).matrix(),
        x -> conf.getActivationFn().getActivation(x, true),
        conf instanceof LSTM lstm ? x -> lstm.getGateActivationFn().getActivation(x, true) : null,
        mask == null ? null : mask.castTo(DataType.DOUBLE),
        creditOfSteps());
  }

  /** The credit of what a recurrent layer gives at every time step, {@code [time · n, out]}. */
  private INDArray creditOfSteps() {
    INDArray credit = creditOf(plan.index());
    if (pass.outputs().get(plan.index()).rank() > 2) {
      return credit;
    }
    // The output is that of each sample's last step that is not masked.
    int samples = credit.rows();
    int steps = (int) recurrentInput().size(2);
    INDArray mask = layer().getMaskArray();
    double[] live = mask == null ? null : HostArrays.copy(mask.castTo(DataType.DOUBLE));
    double[] last = HostArrays.copy(credit);
    double[] rows = new double[last.length * steps];
    for (int i = 0; i < samples; i++) {
      int step = steps - 1;
      while (live != null && step > 0 && live[step * samples + i] == 0) {
        step--;
      }
      for (int k = 0; k < credit.columns(); k++) {
        rows[(k * steps + step) * samples + i] = last[k * samples + i];
      }
    }
    return HostArrays.matrix(rows, (long) steps * samples, credit.dataType());
  }

  /** Ones at the gates of time steps that a mask lets through. */
  private @Nullable INDArray liveSteps() {
    INDArray mask = layer().getMaskArray();
    if (mask == null) {
      return null;
    }
    INDArray z = preActivations();
    INDArray column = mask.castTo(z.dataType()).dup('f').reshape('f', z.rows(), 1);
    return Nd4j.ones(z.dataType(), z.rows(), z.columns()).muliColumnVector(column);
  }

  @Override
  public @Nullable INDArray live() {
    if (plan.isRecurrent()) {
      return liveSteps();
    }
    int normalizer = normalizer();
    if (normalizer < 0) {
      return winners(plan.index(), conf().getActivationFn(), preActivations());
    }
    // What the normalization's statistics do is added later: only what reads it counts here.
    INDArray normalized = pass.outputs().get(normalizer);
    int reader = onlyConsumer(normalizer);
    if (reader < 0
        || !(pass.plan().nodes().get(reader).layer().conf().getLayer()
            instanceof ActivationLayer activating)
        || !LayerParameters.isElementwise(activating.getActivationFn())) {
      return winners(normalizer, IDENTITY, normalized);
    }
    INDArray live = moves(reader, activating.getActivationFn(), normalized);
    INDArray winners = winners(reader, activating.getActivationFn(), normalized);
    if (winners != null) {
      live.muli(winners);
      Release.of(winners);
    }
    return live;
  }

  /** The node with a layer that alone reads what a node gives, as it is; −1 if there is none. */
  private int onlyConsumer(int node) {
    List<Integer> consumers = pass.plan().consumers(node);
    boolean isOnly =
        consumers.size() == 1
            && pass.plan().loss(node) == null
            && pass.plan().nodes().get(consumers.get(0)).layer() != null
            && pass.plan().nodes().get(consumers.get(0)).part().isPlain();
    return isOnly ? consumers.get(0) : -1;
  }

  /** Ones where a node's activation moves with what enters it. */
  private INDArray moves(int node, IActivation activation, INDArray z) {
    pass.seed(node);
    INDArray up = activation.getActivation(z.add(MOVE), true);
    pass.seed(node);
    INDArray down = activation.getActivation(z.sub(MOVE), true);
    INDArray moves = up.neq(down);
    INDArray ones = moves.castTo(z.dataType());
    Release.of(up, down, moves);
    return ones;
  }

  /**
   * Ones where a node's maps win a max pool that alone reads them; null if there is none.
   *
   * @param activation from z to the maps
   */
  private @Nullable INDArray winners(int node, IActivation activation, INDArray z) {
    List<Integer> consumers = pass.plan().consumers(node);
    if (consumers.size() != 1) {
      return null;
    }
    Layer consumer = pass.plan().nodes().get(consumers.get(0)).layer();
    if (consumer == null
        || !(consumer.conf().getLayer() instanceof SubsamplingLayer pool)
        || !LayerParameters.isMaxPool(pool)
        || z.rank() != 4) {
      return null;
    }
    // Before a rising activation there are no ties, where after ReLU there are many.
    INDArray maps = RISING.contains(activation.getClass()) ? z : pass.outputs().get(node);
    return winners(maps, pool);
  }

  private static INDArray winners(INDArray maps, SubsamplingLayer pool) {
    return PoolWinners.of(
        maps,
        pool.getKernelSize(),
        pool.getStride(),
        pool.getPadding(),
        pool.getConvolutionMode() == ConvolutionMode.Same);
  }

  /** The credit of the pixels that win a pool whose windows lie side by side. */
  private INDArray routed(INDArray credit, INDArray maps, SubsamplingLayer pool) {
    int[] kernel = pool.getKernelSize();
    INDArray each = credit.repeat(2, kernel[0]).repeat(3, kernel[1]);
    INDArray routed = winners(maps, pool);
    INDArray covered =
        routed.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(0, each.size(2)),
            NDArrayIndex.interval(0, each.size(3)));
    covered.muli(each); // no window reaches beyond, and nothing wins there
    Release.of(each);
    return routed;
  }

  @Override
  public INDArray activate(INDArray z) {
    if (isNormalization()) {
      return pass.held(plan.index()).outputWith(z);
    }
    pass.seed(plan.index());
    INDArray y = conf().getActivationFn().getActivation(z, true);
    INDArray mask = layer().getMaskArray();
    if (mask == null || y.rank() == 4) {
      return y;
    }
    if (y.rank() == 2) {
      return y.muliColumnVector(mask.castTo(y.dataType()));
    }
    if (mask.size(1) != y.size(2)) {
      throw new UnsupportedOperationException(
          Text.format(
              "layer \"%s\" changes the length of masked sequences, which noise credit does not cover",
              name()));
    }
    return y.muli(
        mask.castTo(y.dataType()).reshape(mask.size(0), 1, mask.size(1)).broadcast(y.shape()));
  }

  @Override
  public INDArray lossesWith(INDArray y) {
    return pass.lossesWith(plan.index(), y, normalizer());
  }

  @Override
  public boolean isNormalized() {
    return normalizer() >= 0;
  }

  @Override
  public INDArray throughStatistics(INDArray credit) {
    int normalizer = normalizer();
    if (normalizer < 0) {
      return credit;
    }
    INDArray folded = credit.reshape('c', preActivations().shape());
    pass.held(normalizer).throughStatistics(folded);
    return folded;
  }
}
