package org.sdze.benchmarks.generator;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.sdze.arbiter.space.ConditionalSpace;

/** A function over leaf spaces, as a space whose value at a point is the function's. */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
final class FunctionSpace extends AbstractParameterSpace<Double> implements ConditionalSpace {

  private final List<ParameterSpace<?>> leaves;
  private final ToDoubleFunction<double[]> function;
  private final Function<double[], List<ParameterSpace<?>>> inactive;

  /**
   * A function of points of the unit cube.
   *
   * @param inactive the leaves that do not enter it at a point
   */
  FunctionSpace(
      List<ParameterSpace<?>> leaves,
      ToDoubleFunction<double[]> function,
      Function<double[], List<ParameterSpace<?>>> inactive) {
    this.leaves = List.copyOf(leaves);
    this.function = function;
    this.inactive = inactive;
  }

  @Override
  public Double getValue(double[] point) {
    return function.applyAsDouble(point);
  }

  @Override
  public BitSet inactive(double[] point) {
    BitSet coordinates = new BitSet(); // a leaf's place in the list: each has one
    inactive.apply(point).forEach(leaf -> coordinates.set(leaves.indexOf(leaf)));
    return coordinates;
  }

  @Override
  public int numParameters() {
    return leaves.size();
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    return List.copyOf(leaves);
  }

  @Override
  public boolean isLeaf() {
    return false;
  }

  /** Only leaves have indices. */
  @Override
  public void setIndices(int... indices) {
    throw new UnsupportedOperationException("a composite space has no indices of its own");
  }
}
