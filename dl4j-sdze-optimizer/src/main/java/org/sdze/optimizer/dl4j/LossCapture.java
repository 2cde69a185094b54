package org.sdze.optimizer.dl4j;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * Stands in for an output layer's loss while its score is computed, and keeps what the loss would
 * have been computed from: DL4J offers per-example scores in test mode alone, and this is how to
 * have them in training mode.
 */
@SuppressWarnings("serial") // never part of a configuration that is saved
final class LossCapture implements ILossFunction {

  private @Nullable Arguments arguments;

  /** What a loss is computed from, as matrices with one row a sample, time step or pixel. */
  record Arguments(
      INDArray labels, INDArray preOutput, IActivation activation, @Nullable INDArray mask) {
    /** Its arrays; an element is null where there is no mask. */
    List<@Nullable INDArray> arrays() {
      return Arrays.asList(labels, preOutput, mask);
    }

    /** The same, independent of any workspace. */
    Arguments detached() {
      return new Arguments(
          labels.detach(), preOutput.detach(), activation, mask == null ? null : mask.detach());
    }
  }

  /** What was captured last. */
  Arguments arguments() {
    Arguments captured = arguments;
    if (captured == null) {
      throw new IllegalStateException("the output layer did not compute its loss");
    }
    return captured;
  }

  @Override
  public double computeScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      @Nullable INDArray mask,
      boolean average) {
    arguments = new Arguments(labels, preOutput, activationFn, mask);
    return 0;
  }

  @Override
  public INDArray computeScoreArray(
      INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask) {
    throw new UnsupportedOperationException("only a total score is captured");
  }

  @Override
  public INDArray computeGradient(
      INDArray labels, INDArray preOutput, IActivation activationFn, @Nullable INDArray mask) {
    throw new UnsupportedOperationException("only a total score is captured");
  }

  @Override
  public Pair<Double, INDArray> computeGradientAndScore(
      INDArray labels,
      INDArray preOutput,
      IActivation activationFn,
      @Nullable INDArray mask,
      boolean average) {
    throw new UnsupportedOperationException("only a total score is captured");
  }

  @Override
  public String name() {
    return "capture";
  }
}
