package org.sdze.benchmarks.variance;

import java.util.List;
import org.hipparchus.stat.regression.SimpleRegression;

/**
 * Numbers against numbers, and the slope of a line through their logarithms.
 *
 * @param name what was measured
 * @param points {x, y}, both positive
 */
public record PowerLaw(String name, List<double[]> points) {

  public PowerLaw {
    points = List.copyOf(points);
  }

  /** The exponent p of y ∝ xᵖ, by least squares of the logarithms. */
  public double slope() {
    SimpleRegression line = new SimpleRegression();
    for (double[] point : points) {
      line.addData(Math.log(point[0]), Math.log(point[1]));
    }
    return line.getSlope();
  }
}
