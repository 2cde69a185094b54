package org.sdze.arbiter.score;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;
import org.sdze.pinn.solve.Solve;

/**
 * The error |u(x) − u*(x)| at one point.
 *
 * @param point x, in d dimensions
 */
public record PointErrorScore(@JsonProperty("point") List<Double> point) implements PinnScore {

  @JsonCreator
  public PointErrorScore {
    point = List.copyOf(point);
  }

  /** The error at the point with these coordinates. */
  public static PointErrorScore at(double... coordinates) {
    return new PointErrorScore(Arrays.stream(coordinates).boxed().toList());
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the point is of another dimension than the problem
   */
  @Override
  public double of(Solve solve) {
    int dimension = solve.problem().dimension();
    if (point.size() != dimension) {
      throw Argument.refused("the point must have %d coordinates, had %d", dimension, point.size());
    }
    double[] coordinates = point.stream().mapToDouble(Double::doubleValue).toArray();
    INDArray x =
        Nd4j.create(coordinates, new long[] {1, dimension}, 'f')
            .castTo(solve.network().params().dataType());
    return Math.abs(solve.at(x)[0] - solve.problem().exact(x)[0]);
  }
}
