package org.sdze.pinn.loss;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.pinn.credit.OutputSensitivity;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.NetworkValues;
import org.sdze.pinn.equation.TrialFunction;
import org.sdze.pinn.jet.NetworkJet;

/**
 * From what leaves the network to the residuals of a batch, and the derivatives of the one by the
 * other, a few numbers a point found by moving those numbers themselves (docs/method.md §4c).
 * Everything on the host, in double, O(n).
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record PointResidual(Equation equation, TrialFunction trial, double[] source) {

  /** The size of a move relative to 1 + |number|; central, so that its error is of its square. */
  private static final double MOVE = 1e-4;

  /** r, {@code [n]}. */
  double[] at(NetworkJet jet) {
    double[] norms = jet.squaredGradientNorm();
    double[] residuals = new double[jet.points()];
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = residual(i, jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]);
    }
    return residuals;
  }

  private double residual(int i, double n, double nx, double nl, double norm) {
    NetworkValues values = new NetworkValues(n, nx, nl, norm);
    return equation.leftSide(trial.values(i, values)) - source[i];
  }

  /** ∂r by the numbers that leave the network. */
  OutputSensitivity sensitivity(NetworkJet jet, DataType dataType) {
    int n = jet.points();
    double[] norms = jet.squaredGradientNorm();
    boolean gradient = jet.alongDirections() != null;
    double[][] derivatives = new double[4][n];
    for (int i = 0; i < n; i++) {
      double[] at = {jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]};
      for (int k = 0; k < (gradient ? 4 : 3); k++) {
        double move = MOVE * (1 + Math.abs(at[k]));
        double[] up = at.clone();
        double[] down = at.clone();
        up[k] += move;
        down[k] -= move;
        derivatives[k][i] =
            (residual(i, up[0], up[1], up[2], up[3])
                    - residual(i, down[0], down[1], down[2], down[3]))
                / (up[k] - down[k]);
      }
    }
    return new OutputSensitivity(
        column(derivatives[0], dataType),
        column(derivatives[1], dataType),
        column(derivatives[2], dataType),
        chain(jet.alongDirections(), column(derivatives[3], dataType)));
  }

  /** ∂r/∂N_r = 2 N_r ∂r/∂(Σ N_r²). */
  private static @Nullable INDArray chain(@Nullable INDArray alongDirections, INDArray byNorm) {
    return alongDirections == null ? null : alongDirections.mul(byNorm).muli(2);
  }

  private static INDArray column(double[] values, DataType dataType) {
    return Nd4j.create(values, new long[] {values.length, 1}, 'f').castTo(dataType);
  }
}
