package org.sdze.optimizer.credit;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A prediction of a layer's credit from the derivative of the loss by the network's outputs,
 *
 * <pre>a(i) = ρ σ′(z(i)) ∘ (γ(i) M),</pre>
 *
 * with M learned from the probes themselves by normalised least mean squares, and ρ = clip(E[c p] /
 * E[p²], 0, 1) for the part p of the credit that it predicted, so that a bad prediction does no
 * harm (docs/method.md §4b). It is independent of the noise of the step that it is used in, which
 * keeps the estimate without bias. Owned by one thread.
 */
public final class LearnedFeedback {

  /** The step μ of the least mean squares. */
  private static final double STEP = 0.3;

  /** Decay of the averages of c p and p². */
  private static final double DECAY = 0.95;

  private final INDArray matrix; // M, [outputs of the network, units]
  private final INDArray averages; // E[c p], E[p²], [1, 2]

  /** No prediction yet: M = 0. */
  public LearnedFeedback(DataType dataType, long outputs, long units) {
    matrix = Nd4j.zeros(dataType, outputs, units).dup('f');
    averages = Nd4j.zeros(DataType.DOUBLE, 1, 2);
  }

  /** The arrays that it consists of: live, for saving and restoring. */
  public List<INDArray> arrays() {
    return List.of(matrix, averages);
  }

  /**
   * The prediction without its factor ρ.
   *
   * @param outputCredit γ, {@code [n, outputs]}
   * @param slope σ′(z), {@code [n, units]}
   */
  public INDArray predict(INDArray outputCredit, INDArray slope) {
    INDArray prediction = slope.ulike();
    if (prediction.ordering() != 'f') {
      prediction = prediction.dup('f');
    }
    Nd4j.gemm(outputCredit, matrix, prediction, false, false, 1, 0);
    return prediction.muli(slope);
  }

  /** ρ, in [0, 1]. */
  public double trust() {
    double squared = averages.getDouble(1);
    return squared > 0 ? Math.max(0, Math.min(1, averages.getDouble(0) / squared)) : 0;
  }

  /**
   * Learns from a probe.
   *
   * @param outputCredit γ, {@code [n, outputs]}
   * @param features σ′(z) ∘ e, {@code [n, units]}
   * @param difference c, {@code [n, 1]}
   * @param predicted p without ρ, {@code [n, 1]}
   */
  public void learn(
      INDArray outputCredit, INDArray features, INDArray difference, INDArray predicted) {
    double cp = difference.mul(predicted).meanNumber().doubleValue();
    double pp = predicted.mul(predicted).meanNumber().doubleValue();
    averages.muli(DECAY);
    averages.putScalar(0, averages.getDouble(0) + (1 - DECAY) * cp);
    averages.putScalar(1, averages.getDouble(1) + (1 - DECAY) * pp);
    double n = outputCredit.rows();
    double featurePower = power(features);
    double creditPower = power(outputCredit);
    double variance =
        featurePower * creditPower / ((double) features.length() * outputCredit.length());
    if (!(variance > 0)) {
      return;
    }
    // What moves counts as a dimension: a map of which a quarter wins a pool has a quarter of them.
    double dimensions = (double) outputCredit.columns() * effectiveColumns(features, featurePower);
    INDArray error = difference.sub(predicted);
    INDArray weighted = outputCredit.mulColumnVector(error);
    double rate = STEP * n / (n + dimensions) / variance / n;
    Nd4j.gemm(weighted, features, matrix, true, false, rate, 1);
  }

  private static double power(INDArray array) {
    double norm = array.norm2Number().doubleValue();
    return norm * norm;
  }

  /** (Σ f²)² / Σ f⁴ a row: how many features are not negligible. */
  private static double effectiveColumns(INDArray features, double power) {
    INDArray squares = features.mul(features);
    double fourth = power(squares);
    return fourth > 0 ? Math.max(1, power * power / fourth / features.rows()) : 1;
  }
}
