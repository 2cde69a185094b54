package org.sdze.arbiter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VarianceSharesTest {

  /**
   * Ishigami's function sin x1 + a sin² x2 + b x3⁴ sin x1 on [−π, π]³, with V1 = ½ (1 + b π⁴/5)²,
   * V2 = a²/8 and V13 = b² π⁸ (1/18 − 1/50), the usual test of such estimates.
   */
  @Test
  void sharesOfIshigamisFunctionAreTheClosedForms() {
    double a = 7;
    double b = 0.1;
    double v1 = 0.5 * Math.pow(1 + b * Math.pow(Math.PI, 4) / 5, 2);
    double v2 = a * a / 8;
    double v13 = b * b * Math.pow(Math.PI, 8) * (1 / 18.0 - 1 / 50.0);
    double v = v1 + v2 + v13;
    List<VarianceShares.Share> shares =
        VarianceShares.of(
            points -> Arrays.stream(points).mapToDouble(u -> ishigami(u, a, b)).toArray(), 3);
    double[][] expected = {{v1, v1 + v13}, {v2, v2}, {0, v13}};
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i][0] / v, shares.get(i).alone(), 0.01, "alone, " + i);
      assertEquals(expected[i][1] / v, shares.get(i).total(), 0.01, "total, " + i);
    }
  }

  private static double ishigami(double[] u, double a, double b) {
    double x1 = Math.PI * (2 * u[0] - 1);
    double x2 = Math.PI * (2 * u[1] - 1);
    double x3 = Math.PI * (2 * u[2] - 1);
    return Math.sin(x1) + a * Math.pow(Math.sin(x2), 2) + b * Math.pow(x3, 4) * Math.sin(x1);
  }

  @Test
  void aConstantHasNoShares() {
    VarianceShares.Share none = new VarianceShares.Share(0, 0);
    assertEquals(List.of(none, none), VarianceShares.of(points -> new double[points.length], 2));
  }
}
