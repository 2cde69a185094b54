package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.HostActivations;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.jet.JetLayer;
import org.sdze.pinn.jet.JetPass;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * Unit credit: sensitivities from forward evaluations of moved units.
 *
 * @param credit which units are moved, and by how much
 */
record DifferenceSensitivities(UnitCredit credit) implements UnitSensitivities {

  @Override
  public int[] units(DenseLayer layer, RandomKey key) {
    return credit.select(Math.toIntExact(layer.outputs()), key);
  }

  /** A central difference of σ″, all units moved at once. */
  @Override
  public INDArray jerk(JetLayer jets, DenseLayer layer, Workspace work) {
    INDArray z = jets.z().value();
    double move = UnitMoves.size(credit.smoothing(), z);
    INDArray jerk = work.buffer("jerk", z.shape());
    if (HostActivations.suit(layer.activation(), z, jerk)) {
      HostActivations.jerk(layer.activation(), move, z, jerk);
      return jerk;
    }
    INDArray moved = work.buffer("last moved", z.shape());
    INDArray y = work.buffer("last y", z.shape());
    INDArray slope = work.buffer("last slope", z.shape());
    INDArray up = work.buffer("last up", z.shape());
    INDArray down = work.buffer("last down", z.shape());
    ActivationRule rule = ActivationRule.of(layer.activation());
    z.add(move, moved);
    rule.apply(moved, y, slope, up);
    z.sub(move, moved);
    rule.apply(moved, y, slope, down);
    return up.sub(down, jerk).muli(1 / (2 * move));
  }

  @Override
  public LayerCredit below(
      JetPass pass,
      int hiddenLayer,
      OutputSensitivity outputs,
      int[] units,
      @Nullable INDArray products,
      Workspace work) {
    return products != null
        ? new PenultimateCredit(pass, hiddenLayer, outputs, products, work).of(credit, units)
        : new DeepCredit(pass, hiddenLayer, outputs, work).of(credit, units);
  }
}
