package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * The sensitivities to all units of the last hidden layer, in one elementwise pass.
 *
 * <p>Each unit reaches the output through its own weight v_j alone, so N and its coefficients are
 * sums over j of v_j times the unit's jet; only the derivative of σ″ is a difference, central, of
 * all units moved at once (docs/method.md §4c).
 *
 * @param layer the layer
 * @param residual ∂r/∂z_j, {@code [n, h]}
 * @param value T = v_j σ′, {@code [n, h]}
 * @param curve v_j σ″, {@code [n, h]}: H_jr = v_j σ″ z_r
 */
record LastHiddenCredit(JetLayer layer, INDArray residual, INDArray value, INDArray curve) {

  /**
   * Costs two evaluations of the activation's rule and some twenty elementwise operations on {@code
   * [n, h]}.
   *
   * @param smoothing the size of the move relative to the root mean square of z
   */
  static LastHiddenCredit of(
      DenseLayer hidden,
      DenseLayer output,
      JetLayer layer,
      OutputSensitivity outputs,
      double smoothing,
      Workspace work) {
    INDArray z = layer.z().value();
    INDArray v = output.weights().reshape(1, output.inputs());
    INDArray value = work.buffer("last value", z.shape());
    layer.slope().mul(v, value);
    INDArray curve = work.buffer("last curve", z.shape());
    layer.curve().mul(v, curve);

    INDArray residual = work.buffer("last residual", z.shape());
    INDArray term = work.buffer("last term", z.shape());
    INDArray sum = work.buffer("last sum", z.shape());
    INDArray jerk = jerk(hidden, z, smoothing, work); // σ‴
    jerk.mul(layer.z().squares(), sum);
    sum.mul(v, term);
    INDArray second = layer.z().second();
    if (second != null) {
      curve.mul(second, sum);
      term.addi(sum);
    }
    term.mul(outputs.byLaplacian(), residual);
    curve.mul(layer.z().alongPoint(), sum);
    sum.mul(outputs.byAlongPoint(), term);
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

  private static INDArray jerk(DenseLayer hidden, INDArray z, double smoothing, Workspace work) {
    double move = UnitMoves.size(smoothing, z);
    INDArray moved = work.buffer("last moved", z.shape());
    INDArray y = work.buffer("last y", z.shape());
    INDArray slope = work.buffer("last slope", z.shape());
    INDArray up = work.buffer("last up", z.shape());
    INDArray down = work.buffer("last down", z.shape());
    ActivationRule rule = ActivationRule.of(hidden.activation());
    z.add(move, moved);
    rule.apply(moved, y, slope, up);
    z.sub(move, moved);
    rule.apply(moved, y, slope, down);
    return up.subi(down).muli(1 / (2 * move));
  }
}
