package org.sdze.pinn.domain;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Operator;

/**
 * A sphere around 0, with points uniform on it.
 *
 * @param dimension d, of the points
 * @param radius r
 * @param isOutside whether what it bounds lies within it
 */
record Sphere(int dimension, double radius, boolean isOutside) implements Domain {

  @Override
  public void draw(RandomKey key, INDArray points) {
    Box.requireShape(dimension, points);
    draw(key, points, () -> radius);
  }

  /** Directions uniform, radii as they come. */
  static void draw(RandomKey key, INDArray points, DoubleSupplier radii) {
    KeyedDraws.gaussian(key, points);
    double[] factors = SquaredRadii.of(points);
    for (int i = 0; i < factors.length; i++) {
      factors[i] = radii.getAsDouble() / Math.sqrt(factors[i]);
    }
    Elementwise.scaleRows(points, HostArrays.matrix(factors, factors.length, points.dataType()));
  }

  /** ±x/‖x‖ · ∇u. */
  @Override
  public Operator normalDerivative() {
    return new Combination(
        Combination.NORMAL,
        Combination.partials(dimension, 1),
        x -> {
          double[] normal = Arrays.copyOf(x, dimension); // time may follow
          double size = 0;
          for (double component : normal) {
            size += component * component;
          }
          double factor = (isOutside ? 1 : -1) / Math.sqrt(size);
          return Arrays.stream(normal).map(component -> factor * component).toArray();
        });
  }

  @Override
  public String toString() {
    return Text.format("a sphere of radius %s in %s", radius, Extent.dimensions(dimension));
  }
}
