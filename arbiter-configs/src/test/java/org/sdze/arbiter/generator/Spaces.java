package org.sdze.arbiter.generator;

import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.continuous.ContinuousParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.arbiter.space.ConditionalSpace;

/** Spaces for the tests. */
final class Spaces {

  private Spaces() {}

  /** The values of leaves, as a list. */
  @SuppressWarnings("rawtypes") // as Arbiter declares its own interface
  static class Listed extends AbstractParameterSpace<List<Object>> {

    @JsonProperty private final List<ParameterSpace<?>> leaves;

    Listed(@JsonProperty("leaves") List<ParameterSpace<?>> leaves) {
      this.leaves = leaves;
    }

    @Override
    public List<Object> getValue(double[] point) {
      return leaves.stream().<Object>map(leaf -> leaf.getValue(point)).toList();
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

    @Override
    public void setIndices(int... indices) {
      throw new UnsupportedOperationException("a composite space has no indices of its own");
    }
  }

  /** Leaves of which some are inactive at some points. */
  static final class Conditional extends Listed implements ConditionalSpace {

    private final Function<double[], BitSet> inactive;

    Conditional(List<ParameterSpace<?>> leaves, Function<double[], BitSet> inactive) {
      super(leaves);
      this.inactive = inactive;
    }

    @Override
    public BitSet inactive(double[] point) {
      return inactive.apply(point);
    }
  }

  static Listed listed(ParameterSpace<?>... leaves) {
    return new Listed(List.of(leaves));
  }

  /** So many numbers in [0, 1]. */
  static Listed numbers(int count) {
    return new Listed(
        Stream.generate(() -> new ContinuousParameterSpace(0, 1))
            .limit(count)
            .<ParameterSpace<?>>map(leaf -> leaf)
            .toList());
  }

  /** A rule, "sgd" or "adam"; its rate; a number that only "adam" has. */
  static Conditional rules() {
    ParameterSpace<String> rule = new DiscreteParameterSpace<>("sgd", "adam");
    ParameterSpace<Double> rate = new ContinuousParameterSpace(0, 1);
    ParameterSpace<Double> beta = new ContinuousParameterSpace(0, 1);
    return new Conditional(
        List.of(rule, rate, beta),
        point -> BitSet.valueOf(new long[] {rule.getValue(point).equals("adam") ? 0 : 1 << 2}));
  }
}
