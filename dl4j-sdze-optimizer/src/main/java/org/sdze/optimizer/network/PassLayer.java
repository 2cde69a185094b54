package org.sdze.optimizer.network;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.text.Text;

/**
 * A trained layer in a pass. Which methods may be called depends on its {@link #credit}; those on
 * pre-activations are for {@link LayerCredit#NOISE}, {@link LayerCredit#UNITS} and {@link
 * LayerCredit#WEIGHTS}.
 */
public interface PassLayer extends TrainedLayer {

  /** The layer's name in the network. */
  String name();

  /** What is done to its gradient before a step rule sees it. */
  GradientNormalization normalization();

  /** The part of the network's products that a probe of it makes again, in [0, 1]. */
  double rerun();

  /** How its weights enter; all but {@link LayerCredit#SUBSPACE}. */
  LinearUse use();

  /** Its input x as it was used, after dropout; all but {@link LayerCredit#SUBSPACE}. */
  INDArray input();

  /** The credit δ of the pre-activations by the loss itself; {@link LayerCredit#OUTPUT}. */
  INDArray outputCredit();

  /**
   * The credit of its outputs, of their shape; that of its pre-activations, for one of {@link
   * NetworkPass#normalizations}; {@link LayerCredit#UNITS}.
   */
  INDArray creditFromAbove();

  /**
   * Its pre-activations z, samples along the first dimension unless {@link #sampleOfRow} says
   * otherwise; not to be changed.
   */
  INDArray preActivations();

  /** The sample that each row of the pre-activations belongs to; null where row i is sample i. */
  int @Nullable [] sampleOfRow();

  /** Whether every output depends on one pre-activation alone. */
  boolean isElementwise();

  /**
   * Ones where a pre-activation can reach the loss and zeros elsewhere, of their shape; null where
   * all may.
   */
  @Nullable INDArray live();

  /**
   * What its recurrent weights multiply, h_{t−1}, {@code [n, out, time]}; null for a layer without.
   */
  @Nullable INDArray recurrentInput();

  /**
   * The layer's outputs for pre-activations; for layers without recurrent weights.
   *
   * @param z of the shape of {@link #preActivations}; may be overwritten
   */
  INDArray activate(INDArray z);

  /**
   * The layer's outputs if its pre-activations moved: those of later time steps, which depend on
   * earlier ones, by what that makes of them as well.
   *
   * @param move of the shape of {@link #preActivations}; may be overwritten
   */
  INDArray moved(INDArray move);

  /** What it did; {@link LayerCredit#WEIGHTS}. */
  default Recurrence recurrence() {
    throw new IllegalStateException(Text.format("layer \"%s\" is not recurrent", name()));
  }

  /**
   * The losses if this layer's outputs were {@code y}, {@code [n, 1]}, each with what its sample
   * does to the losses of all through statistics of the batch, as far as the pass has learned it
   * ({@link NetworkPass#learn}) and {@link #throughStatistics} does not add it.
   */
  INDArray lossesWith(INDArray y);

  /** Whether pre-activations go straight into a normalization by the batch. */
  default boolean isNormalized() {
    return false;
  }

  /**
   * The credit of pre-activations that go straight into a normalization by the batch, from that
   * with its statistics held; any other credit as it is.
   *
   * @param credit by the losses of {@link #lossesWith}; may be overwritten
   */
  default INDArray throughStatistics(INDArray credit) {
    return credit;
  }
}
