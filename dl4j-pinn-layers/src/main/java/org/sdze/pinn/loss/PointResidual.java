package org.sdze.pinn.loss;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.HostArrays;
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

  /**
   * r, {@code [n]}; NaN where the network gives no finite numbers.
   *
   * @param addend v_r·∇g along the jet's directions, g the constraint's addend, {@code [n, V]};
   *     null where nothing asks for it
   * @throws IllegalArgumentException if the equation throws, or its left side is no finite number
   *     and that is no step's doing
   */
  double[] at(NetworkJet jet, @Nullable INDArray addend, long version) {
    NetworkValues[] values = values(jet, addend);
    double[] residuals = new double[jet.points()];
    int failed = -1;
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = residual(i, values[i]);
      failed = failed < 0 && !Double.isFinite(residuals[i]) ? i : failed;
    }
    if (failed < 0) {
      loss.check().finite(version);
    } else {
      judge(values, residuals, failed, version);
    }
    return residuals;
  }

  private static NetworkValues[] values(NetworkJet jet, @Nullable INDArray addend) {
    double[] norms = jet.squaredGradientNorm();
    double[] products =
        addend == null || jet.alongDirections() == null
            ? new double[norms.length]
            : HostArrays.copy(addend.mul(jet.alongDirections()).sum(1));
    NetworkValues[] values = new NetworkValues[norms.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          new NetworkValues(
              jet.value()[i], jet.alongField()[i], jet.laplacian()[i], norms[i], products[i]);
    }
    return values;
  }

  private double residual(int i, NetworkValues network) {
    OperatorValues u = trial.values(i, network);
    return u.areFinite() ? leftSide(i, u) - source[i] : Double.NaN;
  }

  private double leftSide(int i, OperatorValues u) {
    return loss.problem().equation().leftSide(u, () -> PointName.of(points, i));
  }

  private String sentence(String what, int i, OperatorValues u) {
    return loss.problem().equation().sentence(what, u, PointName.of(points, i));
  }

  /** Looks for a residual that is no finite number through no fault of the network. */
  private void judge(NetworkValues[] values, double[] residuals, int from, long version) {
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
      OperatorValues u = trial.values(i, values[i]);
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
   * @param addend as in {@link #at}
   * @param residuals r there
   * @throws IllegalArgumentException if a derivative is no number that the network's type holds,
   *     and that is no step's doing
   */
  OutputSensitivity sensitivity(
      NetworkJet jet, @Nullable INDArray addend, double[] residuals, DataType dataType) {
    int n = jet.points();
    NetworkValues[] values = values(jet, addend);
    int moved = jet.alongDirections() == null ? 3 : addend == null ? 4 : 5;
    double largest = dataType == DataType.DOUBLE ? Double.MAX_VALUE : Float.MAX_VALUE;
    boolean isFinite = true;
    double[][] derivatives = new double[5][n];
    for (int i = 0; i < n; i++) {
      double[] at = numbers(values[i]);
      for (int k = 0; k < moved; k++) {
        double derivative = derivative(i, at, k);
        derivatives[k][i] = derivative;
        if (Math.abs(derivative) <= largest) {
          continue;
        }
        isFinite = false;
        if (Double.isFinite(residuals[i])) {
          OperatorValues u = trial.values(i, values[i]);
          String what = Text.format("has the derivative %s by %s", derivative, number(k));
          loss.check().notDifferentiable(derivative, sentence(what, i, u));
        }
      }
    }
    if (isFinite) {
      loss.check().differentiable();
    }
    INDArray byAddend = addend == null ? null : column(derivatives[4], dataType);
    return new OutputSensitivity(
        column(derivatives[0], dataType),
        column(derivatives[1], dataType),
        column(derivatives[2], dataType),
        chain(jet.alongDirections(), column(derivatives[3], dataType), addend, byAddend),
        byAddend);
  }

  private double derivative(int i, double[] at, int k) {
    double[] moved = at.clone();
    return CentralDifference.derivative(
        at[k],
        number -> {
          moved[k] = number;
          return residual(i, values(moved));
        });
  }

  private static double[] numbers(NetworkValues network) {
    return new double[] {
      network.value(),
      network.alongField(),
      network.laplacian(),
      network.squaredGradientNorm(),
      network.alongAddend()
    };
  }

  private static NetworkValues values(double[] at) {
    return new NetworkValues(at[0], at[1], at[2], at[3], at[4]);
  }

  /** What leaves the network, for a sentence. */
  private static String number(int k) {
    return switch (k) {
      case 0 -> "N";
      case 1 -> "q·∇N";
      case 2 -> "ΔN";
      case 3 -> "‖∇N‖²";
      default -> "∇g·∇N";
    };
  }

  /** ∂r/∂N_r = 2 N_r ∂r/∂(Σ N_r²) + g_r ∂r/∂(Σ g_r N_r). */
  private static @Nullable INDArray chain(
      @Nullable INDArray alongDirections,
      INDArray byNorm,
      @Nullable INDArray addend,
      @Nullable INDArray byProduct) {
    if (alongDirections == null) {
      return null;
    }
    INDArray by = alongDirections.mul(byNorm).muli(2);
    return addend == null || byProduct == null ? by : by.addi(addend.mul(byProduct));
  }

  private static INDArray column(double[] values, DataType dataType) {
    return HostArrays.matrix(values, values.length, dataType);
  }
}
