package org.sdze.pinn.domain;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * R^d at the times from 0 to T, with points where Brownian paths that start at a point of interest
 * come by: t uniform, x = x_0 + √(2κt) Z, Z standard normal. These are the paths that belong to u_t
 * + κΔu, so that u(x_0, 0) depends on what they meet. Time is the last coordinate. Source:
 * docs/method.md §6a.
 *
 * @param start x_0, by coordinate
 * @param diffusion κ, positive
 * @param end T, positive
 */
public record BrownianPaths(List<Double> start, double diffusion, double end) implements Paths {

  public BrownianPaths {
    start = List.copyOf(Argument.given("start", start));
    Argument.atLeastOne("dimension", start.size());
    Argument.positive("diffusion", diffusion);
    Argument.positive("end", end);
  }

  /** Paths that start at 0. */
  public static BrownianPaths fromOrigin(int dimension, double diffusion, double end) {
    return new BrownianPaths(Collections.nCopies(dimension, 0.0), diffusion, end);
  }

  /**
   * A box about x_0 that most points lie in: a coordinate scatters in it as a uniform one would.
   */
  @Override
  public @Nullable Extent extent() {
    double half = Math.sqrt(3 * diffusion * end); // √3 deviations of a point, whose time is T/2
    List<Double> lower = new ArrayList<>();
    List<Double> upper = new ArrayList<>();
    for (double x : start) {
      lower.add(x - half);
      upper.add(x + half);
    }
    lower.add(0.0);
    upper.add(end);
    return new Extent(lower, upper);
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Argument.given("key", key);
    Box.requireShape(dimension(), points);
    int space = start.size();
    INDArray times = points.get(NDArrayIndex.all(), NDArrayIndex.interval(space, space + 1));
    KeyedDraws.uniform(key.index(1), times);
    times.muli(end);
    double[] deviations = HostArrays.copy(times.dup('f'));
    for (int i = 0; i < deviations.length; i++) {
      deviations[i] = Math.sqrt(2 * diffusion * deviations[i]);
    }
    INDArray x = points.get(NDArrayIndex.all(), NDArrayIndex.interval(0, space));
    KeyedDraws.gaussian(key.index(0), x);
    INDArray column = Nd4j.create(deviations, new long[] {deviations.length, 1}, 'f');
    x.muliColumnVector(column.castTo(points.dataType()));
    double[] from = start.stream().mapToDouble(Double::doubleValue).toArray();
    x.addiRowVector(Nd4j.create(from, new long[] {1, space}, 'f').castTo(points.dataType()));
  }
}
