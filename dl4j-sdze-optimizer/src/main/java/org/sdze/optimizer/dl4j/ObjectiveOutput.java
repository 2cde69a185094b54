package org.sdze.optimizer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.OutputLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * The runtime layer of an {@link ObjectiveLayer}: {@code score} and {@code scoreExamples} of its
 * network give the loss of the layer's objective, which {@code fit} reports of the same batch
 * before its step.
 *
 * <p>DL4J hands a layer its own input alone, while such a loss is one of the whole network. It is
 * known from {@code attach} on, and stays so when the network is detached. A network that was never
 * attached, such as a clone, is refused a score, and so is whatever compares outputs with labels.
 */
public final class ObjectiveOutput extends OutputLayer {

  private static final long serialVersionUID = 1L;

  /** Of all scores: what is random in an objective is the same whenever two are compared. */
  private static final RandomKey KEY = RandomKey.root(0);

  private transient @Nullable Model network;

  /**
   * A layer of a network that is not known yet.
   *
   * @param configuration holds an {@link ObjectiveLayer}
   */
  public ObjectiveOutput(NeuralNetConfiguration configuration, DataType dataType) {
    super(configuration, dataType);
  }

  /** Tells the layers of a network of this kind which one they are in. */
  static void belongTo(Model model) {
    for (Node node : TrainableNetwork.of(model).nodes()) {
      if (node.layer() instanceof ObjectiveOutput output) {
        output.network = model;
      }
    }
  }

  /** The mean of the samples' losses, as {@code fit} reports it, plus the regularization. */
  @Override
  public double computeScore(
      double regularization, boolean training, LayerWorkspaceMgr workspaceMgr) {
    double[] losses = losses();
    double sum = 0;
    for (double loss : losses) {
      sum += loss;
    }
    score = sum / losses.length + regularization;
    return score;
  }

  @Override
  public INDArray computeScoreForExamples(double regularization, LayerWorkspaceMgr workspaceMgr) {
    double[] losses = losses();
    INDArray scores =
        Nd4j.create(losses, new long[] {losses.length, 1}, 'f')
            .castTo(dataType)
            .addi(regularization);
    return workspaceMgr.leverageTo(ArrayType.ACTIVATIONS, scores);
  }

  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  private double[] losses() {
    Model model = network;
    if (model == null) {
      throw new IllegalStateException(
          "the loss of "
              + name()
              + " is one of the whole network, which it knows once that was attached: call"
              + " Sdze.attach(network) before a score, also of a clone and of a network that was"
              + " restored");
    }
    boolean isDone = false;
    try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      double[] losses = losses(model);
      isDone = true;
      return losses;
    } finally {
      if (!isDone) {
        TrainableNetwork.of(model).clearMasks(); // DL4J takes them off after a good score alone
      }
    }
  }

  private double[] losses(Model model) {
    // A view of its own: what training has derived from the parameters stays as it is.
    ObjectiveNetwork view = ObjectiveNetwork.of(model);
    TrainableNetwork batch = TrainableNetwork.of(model);
    Batch.requireFeatures(batch);
    if (labels == null) {
      throw new IllegalArgumentException(name() + " has no labels");
    }
    List<INDArray> inputs = batch.inputs();
    return view.layer()
        .objectives(view.dense())
        .of(inputs.get(0), labels, maskArray, KEY)
        .losses(view.dense());
  }

  /** The output, for everybody but an evaluation, which compares it with labels. */
  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    if (NetworkInternals.isEvaluating()) {
      throw new UnsupportedOperationException(
          "an evaluation compares outputs with labels, which are something else in "
              + name()
              + ": score(data) and scoreExamples give its loss");
    }
    return super.activate(training, workspaceMgr);
  }

  /** Refused: the derivative of a function of the outputs would be that of another loss. */
  @Override
  public Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    throw new IllegalStateException(
        "the loss of "
            + name()
            + " has no gradient by backpropagation: give the network the updater Sdze and call"
            + " Sdze.attach(network) before fit");
  }

  private String name() {
    String given = conf.getLayer().getLayerName();
    return Text.format(
        "layer \"%s\" (%s)",
        given == null ? "layer" + index : given, conf.getLayer().getClass().getSimpleName());
  }
}
