package org.sdze.pinn.domain;

import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
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
    UniformRandomProvider radii = key.index(1).generator();
    Sphere.draw(key.index(0), points, radii::nextDouble);
  }

  /** The unit sphere, with points uniform on it. */
  @Override
  public Domain boundary() {
    return new Sphere(dimension, 1, true);
  }
}
