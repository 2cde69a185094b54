package org.sdze.pinn.domain;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Combination;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.Partial;

/**
 * A box, with points uniform in it; an interval in one dimension.
 *
 * @param extent its sides
 */
public record Box(Extent extent) implements Domain {

  public Box {
    Argument.given("extent", extent);
  }

  /** The unit box [0, 1]^d. */
  public static Box unit(int dimension) {
    return of(0, 1, dimension);
  }

  /** [a, b]^d. */
  public static Box of(double a, double b, int dimension) {
    return new Box(Extent.of(a, b, dimension));
  }

  /** [a, b]. */
  public static Box interval(double a, double b) {
    return of(a, b, 1);
  }

  /** The product of intervals, such as {@code Box.sides(0, 1, −1, 1)} for [0, 1] × [−1, 1]. */
  public static Box sides(double... ends) {
    Argument.given("sides", ends);
    if (ends.length % 2 != 0) {
      throw Argument.refused(
          "sides must be pairs of a lower and an upper end, were %d numbers", ends.length);
    }
    List<Double> lower = IntStream.range(0, ends.length / 2).mapToObj(i -> ends[2 * i]).toList();
    List<Double> upper =
        IntStream.range(0, ends.length / 2).mapToObj(i -> ends[2 * i + 1]).toList();
    return new Box(new Extent(lower, upper));
  }

  @Override
  public int dimension() {
    return extent.dimension();
  }

  @Override
  public String toString() {
    return "a box in " + Extent.dimensions(dimension());
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    requireShape(dimension(), points);
    KeyedDraws.uniform(key, points);
    for (int axis = 0; axis < dimension(); axis++) {
      points.getColumn(axis).muli(2 * extent.half(axis)).addi(extent.lower().get(axis));
    }
  }

  static void requireShape(int dimension, INDArray points) {
    if (Argument.matrix("points", points).columns() != dimension) {
      throw Argument.refused("points must have %d columns, had %d", dimension, points.columns());
    }
  }

  /** All its faces. */
  @Override
  public Domain boundary() {
    return faces(
        IntStream.range(0, dimension())
            .boxed()
            .flatMap(axis -> List.of(new Face(axis, false), new Face(axis, true)).stream())
            .toList());
  }

  /**
   * One face.
   *
   * @param axis from 0
   * @param isUpper whether it is that of the largest coordinate
   * @throws IllegalArgumentException if there is no such axis
   */
  public Domain face(int axis, boolean isUpper) {
    return faces(List.of(new Face(axis, isUpper)));
  }

  /**
   * Some faces, a point on each of them with the same probability.
   *
   * @throws IllegalArgumentException if the box lacks one
   */
  public Domain faces(List<Face> faces) {
    return new Faces(this, faces);
  }

  /**
   * A face.
   *
   * @param axis from 0
   * @param isUpper whether it is that of the largest coordinate
   */
  public record Face(int axis, boolean isUpper) {}

  private record Faces(Box box, List<Face> faces) implements Domain {
    Faces {
      faces = Argument.all("faces", faces);
      if (faces.isEmpty()) {
        throw new IllegalArgumentException("a condition needs at least one face, had none");
      }
      for (Face face : faces) {
        if (face.axis < 0 || face.axis >= box.dimension()) {
          throw Argument.refused("%s has no face in axis %d, axes count from 0", box, face.axis);
        }
      }
    }

    @Override
    public int dimension() {
      return box.dimension();
    }

    @Override
    public String toString() {
      return Text.format(
          faces.size() == 1 ? "a face of %2$s" : "%d faces of %s", faces.size(), box);
    }

    @Override
    public Extent extent() {
      return box.extent;
    }

    @Override
    public Operator normalDerivative() {
      List<Integer> axes = faces.stream().map(Face::axis).distinct().toList();
      return new Combination(
          Combination.NORMAL,
          axes.stream().map(axis -> (Operator) new Partial(axis, 1)).toList(),
          x -> {
            Face face = nearest(x);
            double[] normal = new double[axes.size()];
            normal[axes.indexOf(face.axis)] = face.isUpper ? 1 : -1;
            return normal;
          });
    }

    /** Points are of single precision, sides are not. */
    private Face nearest(double[] x) {
      return Collections.min(
          faces,
          Comparator.comparingDouble(
              face -> Math.abs(x[face.axis] - side(face)) / box.extent.half(face.axis)));
    }

    private double side(Face face) {
      return (face.isUpper ? box.extent.upper() : box.extent.lower()).get(face.axis);
    }

    @Override
    public void draw(RandomKey key, INDArray points) {
      box.draw(key.index(0), points);
      UniformRandomProvider chosen = key.index(1).generator();
      for (int i = 0; i < points.rows(); i++) {
        Face face = faces.get(chosen.nextInt(faces.size()));
        points.putScalar(i, face.axis, side(face));
      }
    }
  }
}
