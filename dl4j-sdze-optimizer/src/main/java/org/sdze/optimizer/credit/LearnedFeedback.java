package org.sdze.optimizer.credit;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Release;

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
    Argument.given("data type", dataType);
    Argument.atLeastOne("outputs", outputs);
    Argument.atLeastOne("units", units);
    matrix = Nd4j.create(dataType, new long[] {outputs, units}, 'f');
    averages = Nd4j.zeros(DataType.DOUBLE, 1, 2);
  }

  /** The arrays that it consists of: live, for saving and restoring. */
  public List<INDArray> arrays() {
    return List.of(matrix, averages);
  }

  /**
   * Goes on with what {@link #arrays} gave.
   *
   * @return whether the arrays were such
   */
  public boolean resume(List<INDArray> saved) {
    boolean isFeedback =
        saved.size() == 2 && saved.get(0).equalShapes(matrix) && saved.get(1).equalShapes(averages);
    if (isFeedback) {
      matrix.assign(saved.get(0));
      averages.assign(saved.get(1));
    }
    return isFeedback;
  }

  /**
   * The prediction without its factor ρ.
   *
   * @param outputCredit γ, {@code [n, outputs]}
   * @param slope σ′(z), {@code [n, units]}
   */
  public INDArray predict(INDArray outputCredit, INDArray slope) {
    // In the order of the slope: ND4J takes long over arrays of two orders.
    INDArray prediction = Nd4j.createUninitialized(slope.dataType(), slope.shape(), 'c');
    Products.gemm(matrix, outputCredit.transpose(), prediction.transpose(), true, false, 1, 0);
    return prediction.muli(slope);
  }

  /** ρ, in [0, 1]. */
  public double trust() {
    double[] known = HostArrays.copy(averages);
    return known[1] > 0 ? Math.max(0, Math.min(1, known[0] / known[1])) : 0;
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
    INDArray present = Nd4j.create(new double[] {cp, pp}, new long[] {1, 2}, 'c');
    averages.muli(DECAY).addi(present.muli(1 - DECAY));
    // ‖φ(i)‖² of the features φ(i) = γ(i) ⊗ f(i). Samples differ by decades in γ: each is divided
    // by its own, or those with the largest would make the recursion unstable.
    INDArray norms = outputCredit.mul(outputCredit).sum(true, 1);
    INDArray squares = features.mul(features);
    norms.muli(squares.sum(true, 1));
    double effective = effectiveColumns(squares);
    Release.of(squares); // as large as the pre-activations
    double mean = norms.meanNumber().doubleValue();
    if (!(mean > 0)) {
      return;
    }
    double n = outputCredit.rows();
    double dimensions = outputCredit.columns() * effective;
    INDArray error = difference.sub(predicted).divi(norms.addi(mean));
    INDArray weighted = outputCredit.mulColumnVector(error);
    Products.gemm(weighted, features, matrix, true, false, STEP / (1 + n / dimensions), 1);
  }

  /**
   * (Σ f²)² / Σ f⁴ a row, of squares, which are overwritten: what moves counts as a dimension, what
   * wins no pool does not.
   */
  private static double effectiveColumns(INDArray squares) {
    double power = squares.sumNumber().doubleValue();
    double fourth = squares.muli(squares).sumNumber().doubleValue();
    return fourth > 0 ? Math.max(1, power * power / fourth / squares.rows()) : 1;
  }
}
