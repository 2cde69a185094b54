package org.sdze.benchmarks.variance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ScatterTest {

  /** The variance of {1, 2, 6} is 7, that of {10, 10, 40} is 300. */
  @Test
  void theVarianceIsThatOfTheCoordinatesTogether() {
    Scatter scatter = new Scatter(2);
    scatter.add(new double[] {1, 10});
    scatter.add(new double[] {2, 10});
    scatter.add(new double[] {6, 40});
    assertEquals(307, scatter.variance(), 1e-12);
  }
}
