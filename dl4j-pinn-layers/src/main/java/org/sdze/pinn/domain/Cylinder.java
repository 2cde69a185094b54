package org.sdze.pinn.domain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.operator.Operator;

/**
 * A set in space at all times of an interval, or at one: time is the last coordinate, and uniform.
 *
 * @param space the set in space
 * @param begin the first time
 * @param end the last time, not before the first
 */
public record Cylinder(Domain space, double begin, double end) implements Domain {

  public Cylinder {
    Argument.given("space", space);
    if (space.hasTime()) {
      throw Argument.refused("time is there once, but %s has it already", space);
    }
    if (!(begin <= end) || Double.isInfinite(begin) || Double.isInfinite(end - begin)) {
      throw Argument.refused(
          "time must go from a finite number to one not below it, was [%s, %s]", begin, end);
    }
  }

  @Override
  public int dimension() {
    return space.dimension() + 1;
  }

  @Override
  public String toString() {
    return Text.format("%s from time %s to %s", space, begin, end);
  }

  @Override
  public boolean hasTime() {
    return true;
  }

  @Override
  public @Nullable Extent extent() {
    Extent sides = space.extent();
    if (sides == null || begin == end) {
      return null;
    }
    List<Double> lower = new ArrayList<>(sides.lower());
    List<Double> upper = new ArrayList<>(sides.upper());
    lower.add(begin);
    upper.add(end);
    return new Extent(lower, upper);
  }

  @Override
  public void draw(RandomKey key, INDArray points) {
    Box.requireShape(dimension(), points);
    int last = dimension() - 1;
    space.draw(key.index(0), points.get(NDArrayIndex.all(), NDArrayIndex.interval(0, last)));
    INDArray times = points.get(NDArrayIndex.all(), NDArrayIndex.interval(last, last + 1));
    KeyedDraws.uniform(key.index(1), times);
    times.muli(end - begin).addi(begin);
  }

  /** The boundary in space, at all times. */
  @Override
  public Cylinder boundary() {
    return new Cylinder(space.boundary(), begin, end);
  }

  @Override
  public Operator normalDerivative() {
    return space.normalDerivative();
  }

  /** Space at the first time. */
  public Cylinder initial() {
    return at(begin);
  }

  /** Space at the last time. */
  public Cylinder terminal() {
    return at(end);
  }

  /**
   * Space at one time.
   *
   * @throws IllegalArgumentException if that is outside
   */
  public Cylinder at(double time) {
    if (!(time >= begin && time <= end)) {
      throw Argument.refused("time must be in [%s, %s], was %s", begin, end, time);
    }
    return new Cylinder(space, time, time);
  }
}
