package org.sdze.pinn.domain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.rng.UniformRandomProvider;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Some points, such as those where something was measured; each is drawn with the same probability.
 */
public final class PointCloud implements Domain {

  private final double[][] points;
  private final boolean hasTime;
  private final Map<List<Float>, Integer> places = new HashMap<>(); // in single precision

  /**
   * A cloud.
   *
   * @param points {@code [N, d]}, finite; each once, in single precision
   * @param hasTime whether the last coordinate is time
   * @throws IllegalArgumentException if there are none, or they are not as said
   */
  public PointCloud(double[][] points, boolean hasTime) {
    Argument.given("points", points);
    if (points.length == 0) {
      throw new IllegalArgumentException("a cloud needs at least one point, had none");
    }
    this.points = new double[points.length][];
    this.hasTime = hasTime;
    for (int i = 0; i < points.length; i++) {
      if (!isLike(points[0], points[i])) {
        throw Argument.refused(
            "points of a cloud must have as many finite coordinates as the first, but number %d is %s",
            i, Arrays.toString(points[i]));
      }
      this.points[i] = points[i].clone();
      Integer other = places.putIfAbsent(name(points[i]), i);
      if (other != null) {
        throw Argument.refused(
            "points of a cloud must differ, but %d and %d are the same", other, i);
      }
    }
  }

  private static boolean isLike(double @Nullable [] first, double @Nullable [] point) {
    return first != null
        && point != null
        && point.length > 0
        && point.length == first.length
        && Arrays.stream(point).allMatch(Double::isFinite);
  }

  @Override
  public String toString() {
    return Text.format("a cloud of %d points in %s", points.length, Extent.dimensions(dimension()));
  }

  private static List<Float> name(double[] point) {
    return Arrays.stream(point).mapToObj(x -> (float) x).toList();
  }

  @Override
  public int dimension() {
    return points[0].length;
  }

  @Override
  public boolean hasTime() {
    return hasTime;
  }

  @Override
  public void draw(RandomKey key, INDArray drawn) {
    Box.requireShape(dimension(), drawn);
    UniformRandomProvider generator = key.generator();
    int n = drawn.rows();
    double[] numbers = new double[n * dimension()];
    for (int i = 0; i < n; i++) {
      double[] point = points[generator.nextInt(points.length)];
      for (int axis = 0; axis < point.length; axis++) {
        numbers[axis * n + i] = point[axis];
      }
    }
    drawn.assign(HostArrays.matrix(numbers, n, DataType.DOUBLE).castTo(drawn.dataType()));
  }

  /**
   * What was measured at points of the cloud.
   *
   * @param data one number a point of the cloud, finite
   * @return a function of drawn points, {@code [n, d]}, to {@code [n]}
   * @throws IllegalArgumentException if there are more or fewer, or one is not finite
   */
  public Function<INDArray, double[]> data(double[] data) {
    if (Argument.given("data", data).length != points.length) {
      throw Argument.refused(
          "data must be one finite number for each of %d points, were %d",
          points.length, data.length);
    }
    for (int i = 0; i < data.length; i++) {
      if (!Double.isFinite(data[i])) {
        throw Argument.refused(
            "data must be one finite number for each of %d points, but number %d is %s",
            points.length, i, data[i]);
      }
    }
    double[] own = data.clone();
    return drawn -> {
      double[][] rows = HostArrays.rows(drawn);
      double[] values = new double[rows.length];
      for (int i = 0; i < values.length; i++) {
        Integer place = places.get(name(rows[i]));
        if (place == null) {
          throw Argument.refused("%s is no point of the cloud", Arrays.toString(rows[i]));
        }
        values[i] = own[place];
      }
      return values;
    };
  }
}
