package org.sdze.pinn.jet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.HostActivations;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.rule.ActivationRule;

/**
 * What a hidden layer leaves behind in a jet pass: its pre-activation jet and σ, σ′, σ″ there.
 *
 * @param z the jet of the pre-activation
 * @param y σ(z), {@code [n, w]}
 * @param slope σ′(z), {@code [n, w]}
 * @param curve σ″(z), {@code [n, w]}
 * @param alongField σ′ z_x, {@code [n, w]}
 * @param second σ′ z_Δ + σ″ Σ_r z_r², {@code [n, w]}
 */
public record JetLayer(
    CollapsedJet z,
    INDArray y,
    INDArray slope,
    INDArray curve,
    INDArray alongField,
    INDArray second) {

  /**
   * Through an activation, in buffers of the workspace. Some ten elementwise operations.
   *
   * @param z with its squares, of any shape with the point running fastest
   */
  public static JetLayer of(Activation activation, CollapsedJet z, Workspace work) {
    long[] shape = z.value().shape();
    INDArray y = work.buffer("y", shape);
    INDArray slope = work.buffer("slope", shape);
    INDArray curve = work.buffer("curve", shape);
    INDArray alongField = work.buffer("y along field", shape);
    INDArray second = work.buffer("y second", shape);
    if (isSimple(activation, z, second)) {
      double[] squares = HostArrays.copy(z.squares());
      HostActivations.apply(
          activation, z.value(), z.alongField(), squares, y, slope, curve, alongField, second);
      return new JetLayer(z, y, slope, curve, alongField, second);
    }
    ActivationRule.of(activation).apply(z.value(), y, slope, curve);
    slope.mul(z.alongField(), alongField);
    curve.mul(z.squares(), second);
    if (z.second() != null) {
      INDArray linear = work.buffer("linear", shape);
      slope.mul(z.second(), linear);
      second.addi(linear);
    }
    return new JetLayer(z, y, slope, curve, alongField, second);
  }

  /** Whether one pass over memory does it, as in a network with one hidden layer. */
  private static boolean isSimple(Activation activation, CollapsedJet z, INDArray out) {
    return z.second() == null
        && z.squares() != null
        && out.rank() == 2
        && z.squares().length() == out.columns()
        && HostActivations.suit(activation, out, z.value(), z.alongField());
  }
}
