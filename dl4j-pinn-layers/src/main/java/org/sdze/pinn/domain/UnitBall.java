package org.sdze.pinn.domain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * The ball ‖x‖ ≤ 1: directions uniform on the sphere, radii uniform in [0, 1] (docs/method.md §6).
 *
 * @param dimension d, at least 1
 */
public record UnitBall(int dimension) implements Domain {

  public UnitBall {
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension must be at least 1, was " + dimension);
    }
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    KeyedDraws.gaussian(key.index(0), points);
    INDArray radii =
        Nd4j.createUninitialized(points.dataType(), new long[] {points.rows(), 1}, 'f');
    KeyedDraws.uniform(key.index(1), radii);
    points.muliColumnVector(radii.divi(points.norm2(true, 1)));
  }
}
