package org.sdze.pinn.domain;

import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.random.SobolSequenceGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.operator.Operator;

/**
 * A box, or a box in time, with points that fill it more evenly than independent ones: the first n
 * of Sobol's sequence, shifted by a number for each axis that the key draws, modulo the box
 * (Cranley and Patterson 1976). Each point is uniform, so that means over them have no bias; means
 * of smooth functions scatter far less.
 *
 * @param domain a {@link Box}, or a {@link Cylinder} over one
 */
public record SobolPoints(Domain domain) implements Domain {

  /** The dimensions that Joe and Kuo's numbers are there for. */
  private static final int MOST_DIMENSIONS = 1_000;

  public SobolPoints {
    Argument.given("domain", domain);
    boolean isBox = domain instanceof Box;
    boolean isBoxInTime =
        domain instanceof Cylinder cylinder
            && cylinder.space() instanceof Box
            && cylinder.begin() < cylinder.end();
    if (!isBox && !isBoxInTime) {
      throw Argument.refused("Sobol's points are of a box, or of one in time, not of %s", domain);
    }
    if (domain.dimension() > MOST_DIMENSIONS) {
      throw Argument.refused(
          "Sobol's points have at most %d coordinates, but those of %s have %d",
          MOST_DIMENSIONS, domain, domain.dimension());
    }
  }

  @Override
  public int dimension() {
    return domain.dimension();
  }

  @Override
  public boolean hasTime() {
    return domain.hasTime();
  }

  @Override
  public Extent extent() {
    return Argument.given("extent", domain.extent());
  }

  @Override
  public Domain boundary() {
    return domain.boundary();
  }

  @Override
  public Operator normalDerivative() {
    return domain.normalDerivative();
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Box.requireShape(dimension(), points);
    int n = points.rows();
    Extent extent = extent();
    UniformRandomProvider generator = key.generator();
    double[] shift = generator.doubles(dimension()).toArray();
    SobolSequenceGenerator sequence = new SobolSequenceGenerator(dimension());
    double[] numbers = new double[n * dimension()];
    for (int i = 0; i < n; i++) {
      double[] point = sequence.nextVector();
      for (int axis = 0; axis < point.length; axis++) {
        double part = (point[axis] + shift[axis]) % 1;
        numbers[axis * n + i] = extent.lower().get(axis) + 2 * extent.half(axis) * part;
      }
    }
    points.assign(HostArrays.matrix(numbers, n, points.dataType()));
  }

  @Override
  public String toString() {
    return "Sobol's points of " + domain;
  }
}
