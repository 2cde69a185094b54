package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;

/**
 * How a batch's sensitivities to its hidden units are found; {@link JetRows} makes rows of them. An
 * object serves one batch.
 */
public interface UnitSensitivities {

  /** Sensitivities from forward differences (docs/method.md §4c). */
  static UnitSensitivities byDifferences(UnitCredit credit) {
    return new DifferenceSensitivities(credit);
  }

  /**
   * The units of a layer whose sensitivities are asked for, increasing.
   *
   * @param key the key of (step, layer)
   */
  int[] units(DenseLayer layer, RandomKey key);

  /**
   * σ‴ at the pre-activations of a hidden layer that feeds the output alone, whose other
   * sensitivities are elementwise.
   *
   * @param jets what the layer left behind
   * @return {@code [n, h]}
   */
  INDArray jerk(JetLayer jets, DenseLayer layer, Workspace work);

  /**
   * The sensitivities of a hidden layer that feeds another one. Layers are asked for from the top
   * down.
   *
   * @param pass the jet pass of the batch
   * @param hiddenLayer the layer's index
   * @param outputs ∂r by what left the network
   * @param units the units, increasing
   * @param products Σ_r z_r(a) z_r(l) between the layer and the one that it alone feeds, if that
   *     feeds the output alone, as in the last two hidden layers of a chain, {@code [n, a, l]};
   *     null elsewhere
   */
  LayerCredit below(
      JetPass pass,
      int hiddenLayer,
      OutputSensitivity outputs,
      int[] units,
      @Nullable INDArray products,
      Workspace work);
}
