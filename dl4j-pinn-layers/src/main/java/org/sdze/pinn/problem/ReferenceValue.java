package org.sdze.pinn.problem;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * What the solution is at one point: what problems in many dimensions are compared by, and where no
 * more may be known of them.
 *
 * @param point its coordinates, time being the last one where there is time
 * @param solution gives u there, not 0
 */
public record ReferenceValue(List<Double> point, Solution solution) {

  public ReferenceValue {
    point = List.copyOf(Argument.given("point", point));
    Argument.given("solution", solution);
  }

  /** A value from elsewhere. */
  public static ReferenceValue of(List<Double> point, double value) {
    return new ReferenceValue(point, points -> new double[] {value});
  }

  /** The point, {@code [1, d]}. */
  public INDArray row(DataType type) {
    double[] coordinates = point.stream().mapToDouble(Double::doubleValue).toArray();
    return Nd4j.create(coordinates, new long[] {1, coordinates.length}, 'f').castTo(type);
  }

  /**
   * u at the point.
   *
   * @throws IllegalStateException if it is 0 or no finite number
   */
  public double value() {
    double value = solution.values(row(DataType.DOUBLE))[0];
    if (!Double.isFinite(value) || value == 0) {
      throw new IllegalStateException(
          Text.format("a reference value must be a finite number other than 0, was %s", value));
    }
    return value;
  }
}
