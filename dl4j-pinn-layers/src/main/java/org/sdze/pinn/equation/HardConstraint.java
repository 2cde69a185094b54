package org.sdze.pinn.equation;

import java.io.Serializable;
import java.util.Arrays;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.domain.SquaredRadii;

/**
 * A trial function u = g + w N that satisfies the boundary condition whatever the network N is: w =
 * 0 and g is the boundary's value there (docs/method.md §2b).
 *
 * <p>It says what g and w are, and {@link TrialFunction} what becomes of u. Stateless, thread-safe;
 * to be saved with a network its class needs a public constructor without arguments, and {@code
 * equals}, as a record has.
 */
public interface HardConstraint extends Serializable {

  /**
   * The factor w.
   *
   * @param points {@code [n, d]}; left as they are
   */
  FunctionJet factor(INDArray points);

  /**
   * The addend g; null for 0.
   *
   * @param points {@code [n, d]}; left as they are
   */
  default @Nullable FunctionJet addend(INDArray points) {
    return null;
  }

  /**
   * w alone.
   *
   * @param points {@code [n, d]}; left as they are
   * @return {@code [n]}
   */
  default double[] factorValues(INDArray points) {
    return factor(points).value();
  }

  /**
   * g alone; zeros where there is none.
   *
   * @param points {@code [n, d]}; left as they are
   * @return {@code [n]}
   */
  default double[] addendValues(INDArray points) {
    FunctionJet addend = addend(points);
    return addend == null ? new double[points.rows()] : addend.value();
  }

  /**
   * u_k = g_k + w_k N_k, every output with the same g and w but for those of {@link #each}.
   *
   * @param points {@code [n, d]}; left as they are
   * @param network N there, {@code [n m]}, the point running fastest; left as it is
   * @return {@code [n m]}
   */
  default double[] trialValues(INDArray points, double[] network) {
    int n = points.rows();
    double[] u = network.clone();
    HardConstraint known = null;
    double[] w = {};
    double[] g = {};
    for (int i = 0; i < u.length; i++) {
      HardConstraint own = ofOutput(i / n);
      if (own != known) {
        known = own;
        w = own.factorValues(points);
        g = own.addendValues(points);
      }
      u[i] = g[i % n] + w[i % n] * u[i];
    }
    return u;
  }

  /**
   * The constraint of an output: this one, but for those of {@link #each}.
   *
   * @param output from 0
   */
  default HardConstraint ofOutput(int output) {
    return this;
  }

  /**
   * Checks that there is a constraint for each of so many outputs.
   *
   * @param problem for the sentence
   * @throws IllegalArgumentException if not
   */
  default void requireOutputs(String problem, int count) {}

  /** u_k = g_k + w_k N_k: a constraint for each output. */
  static HardConstraint each(HardConstraint... outputs) {
    return new EachOutput(Arrays.asList(Argument.given("constraints", outputs)));
  }

  /**
   * w as a function that can be differentiated as often as an equation asks for.
   *
   * @throws IllegalArgumentException if it is known to second order only
   */
  default SmoothFunction smoothFactor() {
    throw Argument.refused(
        "the constraint %s gives u, Δu and ‖∇u‖² alone; for other operators it is made by HardConstraint.of",
        this);
  }

  /** g in the same way; null for 0. */
  default @Nullable SmoothFunction smoothAddend() {
    return null;
  }

  /**
   * u = g + w N for functions that can be differentiated as often as an equation asks for.
   *
   * @param factor w, 0 on the boundary
   * @param addend g, the boundary's values there; null for 0
   */
  static HardConstraint of(SmoothFunction factor, @Nullable SmoothFunction addend) {
    return new SmoothConstraint(factor, addend);
  }

  /** u = N: no condition. */
  static HardConstraint none() {
    return new Free();
  }

  /** u = (1 − ‖x‖²) N, zero on the unit sphere. */
  static HardConstraint unitBall() {
    return new Ball();
  }

  /** The constraint that asks for nothing. */
  record Free() implements HardConstraint {
    @Override
    public FunctionJet factor(INDArray points) {
      double[] ones = new double[points.rows()];
      Arrays.fill(ones, 1);
      return new FunctionJet(ones, new double[ones.length], points, new double[ones.length]);
    }

    @Override
    public SmoothFunction smoothFactor() {
      return SmoothFunction.constant(1);
    }
  }

  /** The constraint of the unit ball. */
  record Ball() implements HardConstraint {
    @Override
    public FunctionJet factor(INDArray points) {
      double[] values = SquaredRadii.of(points);
      double[] slopes = new double[values.length];
      double[] laplacians = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        FactorValues factor = FactorValues.unitBall(values[i], points.columns());
        values[i] = factor.value();
        slopes[i] = factor.slope();
        laplacians[i] = factor.laplacian();
      }
      return new FunctionJet(values, slopes, points, laplacians);
    }

    @Override
    public SmoothFunction smoothFactor() {
      return x ->
          Arrays.stream(x)
              .map(DerivativeStructure::square)
              .reduce(DerivativeStructure::add)
              .orElseThrow()
              .negate()
              .add(1);
    }
  }
}
