package org.sdze.pinn.loss;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.credit.OutputSensitivity;
import org.sdze.pinn.equation.NetworkValues;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.PointName;
import org.sdze.pinn.equation.TrialFunction;
import org.sdze.pinn.jet.NetworkJet;

/**
 * From what leaves the network to the residuals of a batch, and the derivatives of the one by the
 * other, a few numbers a point found by moving those numbers themselves (docs/method.md §4c).
 * Everything on the host, in double, O(n).
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record PointResidual(ResidualLoss loss, INDArray points, TrialFunction trial, double[] source) {

  /** The size of a move relative to 1 + |number|; central, so that its error is of its square. */
  private static final double MOVE = 1e-4;

  /**
   * r, {@code [n]}; NaN where the network gives no finite numbers.
   *
   * @throws IllegalArgumentException if the equation throws, or its left side is no finite number
   *     and that is no step's doing
   */
  double[] at(NetworkJet jet, long version) {
    double[] norms = jet.squaredGradientNorm();
    double[] residuals = new double[jet.points()];
    int failed = -1;
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = residual(i, jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]);
      failed = failed < 0 && !Double.isFinite(residuals[i]) ? i : failed;
    }
    if (failed < 0) {
      loss.check().finite(version);
    } else {
      judge(jet, residuals, failed, version);
    }
    return residuals;
  }

  private double residual(int i, double n, double nx, double nl, double norm) {
    OperatorValues u = trial.values(i, new NetworkValues(n, nx, nl, norm));
    return u.areFinite() ? leftSide(i, u) - source[i] : Double.NaN;
  }

  private double leftSide(int i, OperatorValues u) {
    return loss.problem().equation().leftSide(u, () -> PointName.of(points, i));
  }

  private String sentence(String what, int i, OperatorValues u) {
    return loss.problem().equation().sentence(what, u, PointName.of(points, i));
  }

  /** Looks for a residual that is no finite number through no fault of the network. */
  private void judge(NetworkJet jet, double[] residuals, int from, long version) {
    double[] norms = jet.squaredGradientNorm();
    for (int i = from; i < residuals.length; i++) {
      if (Double.isFinite(residuals[i])) {
        continue;
      }
      if (!trial.isFinite(i)) {
        throw new IllegalArgumentException(
            Text.format(
                "the constraint %s must give finite numbers, but does not at %s",
                loss.problem().constraint(), PointName.of(points, i)));
      }
      OperatorValues u =
          trial.values(
              i,
              new NetworkValues(jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]));
      if (u.areFinite()) {
        String what = "is " + (residuals[i] + source[i]);
        loss.check().failed(version, sentence(what, i, u));
        return;
      }
    }
  }

  /**
   * ∂r by the numbers that leave the network.
   *
   * @param residuals r there
   * @throws IllegalArgumentException if a derivative is no number that the network's type holds,
   *     and that is no step's doing
   */
  OutputSensitivity sensitivity(NetworkJet jet, double[] residuals, DataType dataType) {
    int n = jet.points();
    double[] norms = jet.squaredGradientNorm();
    boolean gradient = jet.alongDirections() != null;
    double largest = dataType == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    boolean isFinite = true;
    double[][] derivatives = new double[4][n];
    for (int i = 0; i < n; i++) {
      double[] at = {jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i]};
      for (int k = 0; k < (gradient ? 4 : 3); k++) {
        double move = MOVE * (1 + Math.abs(at[k]));
        double[] up = at.clone();
        double[] down = at.clone();
        up[k] += move;
        down[k] -= move;
        double derivative =
            (residual(i, up[0], up[1], up[2], up[3])
                    - residual(i, down[0], down[1], down[2], down[3]))
                / (up[k] - down[k]);
        derivatives[k][i] = derivative;
        if (Math.abs(derivative) <= largest) {
          continue;
        }
        isFinite = false;
        if (Double.isFinite(residuals[i])) {
          OperatorValues u = trial.values(i, new NetworkValues(at[0], at[1], at[2], at[3]));
          String what = Text.format("has the derivative %s by %s", derivative, number(k));
          loss.check().notDifferentiable(derivative, sentence(what, i, u));
        }
      }
    }
    if (isFinite) {
      loss.check().differentiable();
    }
    return new OutputSensitivity(
        column(derivatives[0], dataType),
        column(derivatives[1], dataType),
        column(derivatives[2], dataType),
        chain(jet.alongDirections(), column(derivatives[3], dataType)));
  }

  /** What leaves the network, for a sentence. */
  private static String number(int k) {
    return switch (k) {
      case 0 -> "N";
      case 1 -> "q·∇N";
      case 2 -> "ΔN";
      default -> "‖∇N‖²";
    };
  }

  /** ∂r/∂N_r = 2 N_r ∂r/∂(Σ N_r²). */
  private static @Nullable INDArray chain(@Nullable INDArray alongDirections, INDArray byNorm) {
    return alongDirections == null ? null : alongDirections.mul(byNorm).muli(2);
  }

  private static INDArray column(double[] values, DataType dataType) {
    return Nd4j.create(values, new long[] {values.length, 1}, 'f').castTo(dataType);
  }
}
