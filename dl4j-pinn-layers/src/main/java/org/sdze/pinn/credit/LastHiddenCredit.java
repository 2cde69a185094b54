package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;

/**
 * The sensitivities to all units of a hidden layer that feeds the output alone, as a chain's last
 * one, in one elementwise pass.
 *
 * <p>Each unit reaches the output through its own weight v_j alone, so N and its coefficients are
 * sums over j of v_j times the unit's jet (docs/method.md §4c).
 *
 * @param layer the layer
 * @param residual ∂r/∂z_j, {@code [n, h]}
 * @param value T = v_j σ′, {@code [n, h]}
 * @param curve v_j σ″, {@code [n, h]}: H_jr = v_j σ″ z_r
 */
record LastHiddenCredit(JetLayer layer, INDArray residual, INDArray value, INDArray curve) {

  /**
   * Costs some twenty elementwise operations on {@code [n, h]}.
   *
   * @param output v, {@code [1, h]}
   * @param jerk σ‴, {@code [n, h]}
   */
  static LastHiddenCredit of(
      INDArray output, JetLayer layer, OutputSensitivity outputs, INDArray jerk, Workspace work) {
    INDArray z = layer.z().value();
    INDArray value = work.buffer("last value", z.shape());
    layer.slope().mul(output, value);
    INDArray curve = work.buffer("last curve", z.shape());
    layer.curve().mul(output, curve);

    INDArray residual = work.buffer("last residual", z.shape());
    INDArray term = work.buffer("last term", z.shape());
    INDArray sum = work.buffer("last sum", z.shape());
    jerk.mul(layer.z().squares(), sum);
    sum.mul(output, term);
    INDArray second = layer.z().second();
    if (second != null) {
      curve.mul(second, sum);
      term.addi(sum);
    }
    term.mul(outputs.byLaplacian(), residual);
    curve.mul(layer.z().alongField(), sum);
    sum.mul(outputs.byAlongField(), term);
    residual.addi(term);
    value.mul(outputs.byValue(), term);
    residual.addi(term);
    INDArray gradient = outputs.byAlongDirections();
    INDArray rows = layer.z().alongDirections();
    if (gradient != null && rows != null) { // Σ_r r_r H_r
      residual.addi(curve.mul(DirectionSums.weighted(rows, gradient)));
    }
    return new LastHiddenCredit(layer, residual, value, curve);
  }
}
