package org.sdze.pinn.loss;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.UnitBall;

/** The same points of the ball for every key, so that directions alone vary between steps. */
record FixedPoints(int dimension, RandomKey key) implements Domain {

  @Override
  public void draw(RandomKey ignored, INDArray points) {
    new UnitBall(dimension).draw(key, points);
  }
}
