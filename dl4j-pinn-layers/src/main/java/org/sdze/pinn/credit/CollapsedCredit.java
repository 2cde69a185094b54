package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.HostTiles;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.JetLayer;

/**
 * What the rows of a network with one hidden layer are made of, where the points are their own
 * field and no derivative along a direction is asked for: in one pass over memory, what {@link
 * LastHiddenCredit} and {@link JetRows} make of the same numbers by some thirty operations on
 * {@code [n, h]}, to which it is held.
 *
 * @param outputs the rows of the output's weights, {@code [n, h]}
 * @param residual ∂r/∂z_j, those of the bias, {@code [n, h]}
 * @param byVector the sensitivities to points and field together, {@code [n, h]}
 * @param byNorms 2γ = 2 v_j σ″ ∂r/∂ΔN, {@code [n, h]}
 */
record CollapsedCredit(INDArray outputs, INDArray residual, INDArray byVector, INDArray byNorms) {

  private static final int READ = 5; // z_x, σ, σ′, σ″, σ‴; written are the components, in order

  /** Whether a layer's arrays can be worked on so. */
  static boolean suits(JetLayer layer, INDArray jerk) {
    INDArray squares = layer.z().squares();
    return squares != null
        && squares.length() == layer.y().columns()
        && layer.z().second() == null
        && HostTiles.suit(layer.y(), layer.z().alongField(), layer.slope(), layer.curve(), jerk)
        && layer.y().ordering() == 'f';
  }

  /**
   * Makes them.
   *
   * @param v the output's weights, {@code [1, h]}
   * @param jerk σ‴, {@code [n, h]}
   */
  static CollapsedCredit of(
      INDArray v, JetLayer layer, OutputSensitivity by, INDArray jerk, Workspace work) {
    double[] weights = HostArrays.copy(v);
    double[] squares = HostArrays.copy(layer.z().squares());
    double[] byValue = HostArrays.copy(by.byValue());
    double[] byField = HostArrays.copy(by.byAlongField());
    double[] byLaplacian = HostArrays.copy(by.byLaplacian());
    float[] value = rounded(byValue);
    float[] field = rounded(byField);
    float[] laplacian = rounded(byLaplacian);
    long[] shape = layer.y().shape();
    CollapsedCredit credit =
        new CollapsedCredit(
            work.buffer("collapsed outputs", shape),
            work.buffer("collapsed residual", shape),
            work.buffer("collapsed by vector", shape),
            work.buffer("collapsed by norms", shape));
    HostTiles.columns(
        READ,
        0,
        (j, row, t, length) -> {
          float w = (float) weights[j];
          float g = (float) squares[j];
          outputs(t[0], t[1], t[2], t[3], g, value, field, laplacian, row, t[5], length);
          residual(t[0], t[2], t[3], t[4], g, value, field, laplacian, row, t[6], length);
          scaled(w, t[6], length);
          byVector(t[6], t[2], w, field, row, t[7], length);
          byNorms(t[3], 2 * w, laplacian, row, t[8], length);
        },
        (j, row, t, length) -> {
          double w = weights[j];
          double g = squares[j];
          outputs(t[0], t[1], t[2], t[3], g, byValue, byField, byLaplacian, row, t[5], length);
          residual(t[0], t[2], t[3], t[4], g, byValue, byField, byLaplacian, row, t[6], length);
          scaled(w, t[6], length);
          byVector(t[6], t[2], w, byField, row, t[7], length);
          byNorms(t[3], 2 * w, byLaplacian, row, t[8], length);
        },
        layer.z().alongField(),
        layer.y(),
        layer.slope(),
        layer.curve(),
        jerk,
        credit.outputs,
        credit.residual,
        credit.byVector,
        credit.byNorms);
    return credit;
  }

  private static float[] rounded(double[] numbers) {
    float[] rounded = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      rounded[i] = (float) numbers[i];
    }
    return rounded;
  }

  /** σ r_N + σ′ z_x r_x + σ″ g r_Δ. */
  private static void outputs(
      float[] zx,
      float[] y,
      float[] slope,
      float[] curve,
      float g,
      float[] value,
      float[] field,
      float[] laplacian,
      int row,
      float[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = y[i] * value[row + i] + slope[i] * zx[i] * field[row + i];
    }
    for (int i = 0; i < length; i++) {
      out[i] += curve[i] * g * laplacian[row + i];
    }
  }

  /** σ‴ g r_Δ + σ″ z_x r_x + σ′ r_N. */
  private static void residual(
      float[] zx,
      float[] slope,
      float[] curve,
      float[] jerk,
      float g,
      float[] value,
      float[] field,
      float[] laplacian,
      int row,
      float[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = slope[i] * value[row + i] + curve[i] * zx[i] * field[row + i];
    }
    for (int i = 0; i < length; i++) {
      out[i] += jerk[i] * g * laplacian[row + i];
    }
  }

  private static void scaled(float factor, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] *= factor;
    }
  }

  private static void byVector(
      float[] residual, float[] slope, float v, float[] field, int row, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = residual[i] + v * slope[i] * field[row + i];
    }
  }

  private static void byNorms(
      float[] curve, float twice, float[] laplacian, int row, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = twice * curve[i] * laplacian[row + i];
    }
  }

  /** σ r_N + σ′ z_x r_x + σ″ g r_Δ. */
  private static void outputs(
      double[] zx,
      double[] y,
      double[] slope,
      double[] curve,
      double g,
      double[] value,
      double[] field,
      double[] laplacian,
      int row,
      double[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = y[i] * value[row + i] + slope[i] * zx[i] * field[row + i];
    }
    for (int i = 0; i < length; i++) {
      out[i] += curve[i] * g * laplacian[row + i];
    }
  }

  /** σ‴ g r_Δ + σ″ z_x r_x + σ′ r_N. */
  private static void residual(
      double[] zx,
      double[] slope,
      double[] curve,
      double[] jerk,
      double g,
      double[] value,
      double[] field,
      double[] laplacian,
      int row,
      double[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = slope[i] * value[row + i] + curve[i] * zx[i] * field[row + i];
    }
    for (int i = 0; i < length; i++) {
      out[i] += jerk[i] * g * laplacian[row + i];
    }
  }

  private static void scaled(double factor, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] *= factor;
    }
  }

  private static void byVector(
      double[] residual,
      double[] slope,
      double v,
      double[] field,
      int row,
      double[] out,
      int length) {
    for (int i = 0; i < length; i++) {
      out[i] = residual[i] + v * slope[i] * field[row + i];
    }
  }

  private static void byNorms(
      double[] curve, double twice, double[] laplacian, int row, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = twice * curve[i] * laplacian[row + i];
    }
  }
}
