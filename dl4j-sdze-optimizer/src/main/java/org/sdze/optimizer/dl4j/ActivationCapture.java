package org.sdze.optimizer.dl4j;

import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;

/**
 * Stands in for a layer's activation during its evaluation, and keeps what it is applied to, unless
 * that is too large.
 */
@SuppressWarnings("serial") // never part of a configuration that is saved
final class ActivationCapture implements IActivation {

  private final IActivation activation;
  private final long largest;
  private boolean isApplied;
  private @Nullable INDArray preActivations;

  private ActivationCapture(IActivation activation, long largest) {
    this.activation = activation;
    this.largest = largest;
  }

  /** Evaluates something that belongs to a layer. */
  @FunctionalInterface
  interface Evaluation {
    INDArray evaluate();
  }

  /** Pre-activations, null if they were too large, and what the evaluation gave. */
  record Captured(@Nullable INDArray preActivations, INDArray outputs) {}

  /**
   * Evaluates with the layer's activation captured, and puts it back.
   *
   * @param largest the length of pre-activations that are still kept
   */
  static Captured during(BaseLayer conf, long largest, Evaluation evaluation) {
    IActivation activation = conf.getActivationFn();
    ActivationCapture capture = new ActivationCapture(activation, largest);
    conf.setActivationFn(capture);
    try {
      INDArray outputs = evaluation.evaluate();
      if (!capture.isApplied) {
        throw new IllegalStateException(
            Text.format("layer \"%s\" did not apply its activation", conf.getLayerName()));
      }
      return new Captured(capture.preActivations, outputs);
    } finally {
      conf.setActivationFn(activation);
    }
  }

  @Override
  @SuppressWarnings("try") // the scope is all that is wanted of the resource
  public INDArray getActivation(INDArray in, boolean training) {
    isApplied = true;
    if (in.length() <= largest) {
      try (MemoryWorkspace none = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        preActivations = in.dup('c');
      }
    }
    return activation.getActivation(in, training);
  }

  @Override
  public Pair<INDArray, INDArray> backprop(INDArray in, INDArray epsilon) {
    throw new UnsupportedOperationException("nothing is propagated back");
  }

  @Override
  public int numParams(int inputSize) {
    return activation.numParams(inputSize);
  }
}
