package org.sdze.optimizer.network;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.text.Text;

/**
 * One training evaluation of a network on a batch, kept so that parts of it can be evaluated again
 * under the same random numbers: the same dropout masks, the same weight noise (docs/method.md §3).
 *
 * <p>Valid until the network's next pass. Used by one thread.
 */
public interface NetworkPass {

  /** The number of samples n. */
  int samples();

  /** By how much a sum over the samples is divided: n, or 1 where the network asks for that. */
  double divisor();

  /**
   * The numbers that the pass keeps and that evaluating parts of it again takes, without what can
   * be kept or not.
   */
  long numbers();

  /** The numbers in all parameters that are trained. */
  default long parameters() {
    return layers().stream()
        .flatMap(layer -> layer.parameters().stream())
        .mapToLong(each -> each.matrix().length())
        .sum();
  }

  /** Multiplications of one evaluation of a sample: at least those of every weight once. */
  default double products() {
    return parameters();
  }

  /** The loss, without regularization. */
  default double loss() {
    return losses().sumNumber().doubleValue() / divisor();
  }

  /** The losses of the samples, without regularization, {@code [n, 1]}. */
  INDArray losses();

  /** The layers that are trained, in the order of evaluation. */
  List<PassLayer> layers();

  /**
   * The layers that normalize by statistics of the batch, which a probe of any layer holds; those
   * above come first. Their pre-activations are the scales of their channels and then the shifts,
   * one of each a row. Trained ones are among the {@link #layers} as well.
   */
  default List<PassLayer> normalizations() {
    return List.of();
  }

  /**
   * Takes in what a normalization's statistics do to the losses, for all that lies below.
   *
   * @param credit of its pre-activations
   */
  default void learn(PassLayer normalization, INDArray credit) {
    throw new IllegalStateException(
        Text.format("\"%s\" does not normalize by the batch", normalization.name()));
  }

  /**
   * The losses after the parameters of some layers were moved, {@code [n, 1]}.
   *
   * @param moved the layers; what depends on none of them is not evaluated again
   */
  INDArray lossesAgain(List<PassLayer> moved);

  /** The loss after the parameters of some layers were moved. */
  default double lossAgain(List<PassLayer> moved) {
    return lossesAgain(moved).sumNumber().doubleValue() / divisor();
  }

  /**
   * Frees what was kept for a layer and for all below it: nothing of theirs is asked for any more.
   */
  void forget(PassLayer layer);
}
