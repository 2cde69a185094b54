package org.sdze.pinn.domain;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.operator.Operator;

/** A set in R^d with a law of points. Immutable, thread-safe. */
public interface Domain {

  /** The dimension d, at least 1; time is one of them. */
  int dimension();

  /**
   * Overwrites {@code points} with independent draws that depend on nothing but {@code key} and
   * shape.
   *
   * @param points output, {@code [n, d]}, floating point, 'f' order
   */
  void draw(RandomKey key, INDArray points);

  /** Whether the last coordinate is time. */
  default boolean hasTime() {
    return false;
  }

  /** The box that it lies in, by which inputs are brought to unit scale; null where none is. */
  default @Nullable Extent extent() {
    return null;
  }

  /**
   * Its boundary, in space where it has time, with the law of points on it.
   *
   * @throws IllegalArgumentException if it has none
   */
  default Domain boundary() {
    throw Argument.refused(
        "%s has no boundary to put a condition on: name the faces of a box, or draw the points by a domain of your own",
        this);
  }

  /**
   * ∂u/∂n on it, n being the unit normal that points outward: what Neumann and Robin conditions
   * read.
   *
   * @throws IllegalArgumentException if it is no boundary that knows its normals
   */
  default Operator normalDerivative() {
    throw Argument.refused(
        "%s has no normal: faces of a box, spheres and the boundary of a cylinder over them have one",
        this);
  }

  /**
   * The points of this set at all times from 0 to {@code end}, uniform in time.
   *
   * @param end T, positive
   * @throws IllegalArgumentException if it is not, or this has time already
   */
  default Cylinder during(double end) {
    return new Cylinder(this, 0, Argument.positive("the end of time", end));
  }
}
