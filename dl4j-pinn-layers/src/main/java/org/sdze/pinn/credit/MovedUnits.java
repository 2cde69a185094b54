package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * What leaves the moved units of a layer, less what left them before: all units j move by the same
 * amount, each seen alone.
 *
 * @param value Δy, {@code [n, J]}
 * @param slope Δσ′, {@code [n, J]}; Δ(order 1 along v_r) = Δσ′ z_r
 * @param alongField Δσ′ z_x, {@code [n, J]}
 * @param second Δσ′ z_Δ + Δσ″ Σ z_r², {@code [n, J]}
 */
record MovedUnits(INDArray value, INDArray slope, INDArray alongField, INDArray second) {

  /**
   * Moves the units.
   *
   * @param move the change of the pre-activations, of either sign
   */
  static MovedUnits of(
      Activation activation, JetLayer layer, double move, int[] units, Workspace work) {
    INDArray z = layer.z().value();
    INDArray moved = work.buffer("moved z", z.shape());
    INDArray y = work.buffer("moved y", z.shape());
    INDArray slope = work.buffer("moved slope", z.shape());
    INDArray curve = work.buffer("moved curve", z.shape());
    z.add(move, moved);
    ActivationRule.of(activation).apply(moved, y, slope, curve);
    y.subi(layer.y());
    slope.subi(layer.slope());
    INDArray second = work.buffer("moved second", z.shape());
    curve.sub(layer.curve(), moved);
    moved.mul(layer.z().squares(), second);
    INDArray linear = layer.z().second();
    if (linear != null) {
      slope.mul(linear, moved);
      second.addi(moved);
    }
    slope.mul(layer.z().alongField(), curve);
    return new MovedUnits(
        Tensors.columns(y, units),
        Tensors.columns(slope, units),
        Tensors.columns(curve, units),
        Tensors.columns(second, units));
  }
}
