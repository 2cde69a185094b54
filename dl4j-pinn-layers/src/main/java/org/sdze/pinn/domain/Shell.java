package org.sdze.pinn.domain;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * The shell between two spheres around 0: directions uniform, radii uniform between theirs.
 *
 * @param dimension d, at least 1
 * @param inner the radius of the inner sphere, positive
 * @param outer that of the outer one, above the inner
 */
public record Shell(int dimension, double inner, double outer) implements Domain {

  public Shell {
    Argument.atLeastOne("dimension", dimension);
    Argument.positive("inner radius", inner);
    if (!(outer > inner) || Double.isInfinite(outer)) {
      throw Argument.refused(
          "outer radius must be a finite number above the inner one, %s, was %s", inner, outer);
    }
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Argument.given("key", key);
    Box.requireShape(dimension, points);
    UniformRandomProvider radii = key.index(1).generator();
    Sphere.draw(key.index(0), points, () -> inner + (outer - inner) * radii.nextDouble());
  }

  @Override
  public Extent extent() {
    return Extent.of(-outer, outer, dimension);
  }

  /** Both spheres, a point on each of them with the same probability. */
  @Override
  public Domain boundary() {
    return new Union(List.of(innerSphere(), outerSphere()));
  }

  /** The inner sphere, with points uniform on it; its normal points to 0. */
  public Domain innerSphere() {
    return new Sphere(dimension, inner, false);
  }

  /** The outer sphere, with points uniform on it. */
  public Domain outerSphere() {
    return new Sphere(dimension, outer, true);
  }

  @Override
  public String toString() {
    return Text.format(
        "a shell from radius %s to %s in %s", inner, outer, Extent.dimensions(dimension));
  }
}
