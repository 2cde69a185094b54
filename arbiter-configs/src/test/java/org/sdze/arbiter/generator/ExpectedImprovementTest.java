package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedImprovementTest {

  /**
   * log of EI for deviation 1 and mean 0 as an integral: EI = φ(z) ∫₀^∞ t exp(z t − t²/2) dt, by
   * Simpson's rule.
   */
  private static double integrated(double z) {
    double upper = Math.min(12 + Math.max(z, 0), 60 / Math.max(1, -z));
    int intervals = 200_000;
    double width = upper / intervals;
    double sum = 0;
    for (int k = 0; k <= intervals; k++) {
      double t = k * width;
      double weight = k == 0 || k == intervals ? 1 : k % 2 == 1 ? 4 : 2;
      sum += weight * t * Math.exp(z * t - t * t / 2);
    }
    return -z * z / 2 - 0.5 * Math.log(2 * Math.PI) + Math.log(sum * width / 3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-60, -31, -29, -8, -1, 0, 0.5, 3})
  void itsLogarithmIsThatOfTheIntegral(double z) {
    assertEquals(integrated(z), ExpectedImprovement.log(0, 1, z), 1e-8);
  }

  @Test
  void meanAndDeviationShiftAndScaleIt() {
    double standard = ExpectedImprovement.of(0, 1, -0.7);
    assertEquals(2.5 * standard, ExpectedImprovement.of(4, 2.5, 4 - 0.7 * 2.5), 1e-14);
    // z Φ(z) + φ(z) at 0
    assertEquals(1 / Math.sqrt(2 * Math.PI), ExpectedImprovement.of(3, 1, 3), 1e-15);
  }

  @Test
  void withoutDeviationItIsTheImprovement() {
    assertEquals(2, ExpectedImprovement.of(1, 0, 3));
    assertEquals(0, ExpectedImprovement.of(3, 0, 1));
    assertEquals(Double.NEGATIVE_INFINITY, ExpectedImprovement.log(3, 0, 1));
  }
}
