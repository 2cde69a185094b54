package org.sdze.pinn.domain;

import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * The ball ‖x‖ ≤ 1: directions uniform on the sphere, radii uniform in [0, 1] (docs/method.md §6).
 *
 * @param dimension d, at least 1
 */
public record UnitBall(int dimension) implements Domain {

  public UnitBall {
    Argument.atLeastOne("dimension", dimension);
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Argument.given("key", key);
    Box.requireShape(dimension, points);
    KeyedDraws.gaussian(key.index(0), points);
    double[] factors = SquaredRadii.of(points);
    UniformRandomProvider radii = key.index(1).generator();
    for (int i = 0; i < factors.length; i++) {
      factors[i] = radii.nextDouble() / Math.sqrt(factors[i]);
    }
    INDArray column = Nd4j.create(factors, new long[] {factors.length, 1}, 'f');
    points.muliColumnVector(column.castTo(points.dataType()));
  }

  /** The unit sphere, with points uniform on it. */
  @Override
  public Domain boundary() {
    return new Sphere(dimension);
  }

  private record Sphere(int dimension) implements Domain {
    @Override
    public void draw(RandomKey key, INDArray points) {
      Box.requireShape(dimension, points);
      KeyedDraws.gaussian(key, points);
      double[] factors = SquaredRadii.of(points);
      for (int i = 0; i < factors.length; i++) {
        factors[i] = 1 / Math.sqrt(factors[i]);
      }
      INDArray column = Nd4j.create(factors, new long[] {factors.length, 1}, 'f');
      points.muliColumnVector(column.castTo(points.dataType()));
    }
  }
}
