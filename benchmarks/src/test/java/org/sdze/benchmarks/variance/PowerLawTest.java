package org.sdze.benchmarks.variance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PowerLawTest {

  @Test
  void theSlopeOfAPowerIsItsExponent() {
    List<double[]> points =
        List.of(new double[] {1, 5}, new double[] {4, 5 / 8.0}, new double[] {9, 5 / 27.0});
    assertEquals(-1.5, new PowerLaw("x^-1.5", points).slope(), 1e-12);
  }
}
