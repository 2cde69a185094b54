package org.sdze.pinn.equation;

import java.io.Serializable;
import org.sdze.optimizer.argument.Argument;

/**
 * A terminal value g = φ(S) of a sum S = Σ a(x_i), such as one of ‖x‖². All 2d points of its
 * cubature, each of which moves one coordinate by ±s√d, cost O(d) together, since S changes by one
 * summand.
 *
 * @param outer φ
 * @param summand a
 */
public record SumValue(Outer outer, Summand summand) implements TerminalValue {

  public SumValue {
    Argument.given("outer function", outer);
    Argument.given("summand", summand);
  }

  /** A function of one number that can be differentiated twice. */
  @FunctionalInterface
  public interface Outer extends Serializable {
    /**
     * What is known of φ.
     *
     * @param out φ, φ′ and φ″ at {@code s}, {@code [3]}, overwritten
     */
    void at(double s, double[] out);
  }

  /** φ(‖x‖²). */
  public static SumValue radial(Outer outer) {
    return new SumValue(outer, new Summand.Square());
  }

  @Override
  public Smoothed smoothed(double[] point, double deviation, double slope) {
    int d = point.length - 1;
    double t = point[d];
    double[][] resting = new double[d][5];
    double[] sums = new double[4]; // of a, (∂a/∂x)², ∂²a/∂x², ∂a/∂t
    for (int j = 0; j < d; j++) {
      double[] a = resting[j];
      summand.at(point[j], t, 0, a);
      sums[0] += a[0];
      sums[1] += a[1] * a[1];
      sums[2] += a[2];
      sums[3] += a[3];
    }
    double root = Math.sqrt(d);
    double[] moved = new double[5];
    double[] phi = new double[3];
    double[] gradient = new double[d + 1];
    double value = 0;
    double laplacian = 0;
    double slopes = 0; // Σ φ′
    for (int j = 0; j < d; j++) {
      double[] a = resting[j];
      for (int sign = -1; sign <= 1; sign += 2) {
        summand.at(point[j], t, sign * root * deviation, moved);
        outer.at(sums[0] - a[0] + moved[0], phi);
        value += phi[0];
        slopes += phi[1];
        gradient[j] += phi[1] * (moved[1] - a[1]);
        gradient[d] += phi[1] * (sums[3] - a[3] + moved[3] + moved[4] * sign * root * slope);
        laplacian +=
            phi[2] * (sums[1] - a[1] * a[1] + moved[1] * moved[1])
                + phi[1] * (sums[2] - a[2] + moved[2]);
      }
    }
    for (int j = 0; j < d; j++) {
      gradient[j] = (gradient[j] + slopes * resting[j][1]) / (2 * d);
    }
    gradient[d] /= 2 * d;
    return new Smoothed(value / (2 * d), gradient, laplacian / (2 * d));
  }
}
