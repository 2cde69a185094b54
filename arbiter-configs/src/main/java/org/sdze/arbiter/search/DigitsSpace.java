package org.sdze.arbiter.search;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.sdze.arbiter.space.SdzeSpace;

/** The ways to train a network for the digits. */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
final class DigitsSpace extends AbstractParameterSpace<DigitsCandidate> {

  private final SdzeSpace updater;
  private final ParameterSpace<Integer> depth;
  private final ParameterSpace<Integer> width;
  private final ParameterSpace<HiddenActivation> activation;
  private final ParameterSpace<Integer> batch;

  DigitsSpace(
      SdzeSpace updater,
      ParameterSpace<Integer> depth,
      ParameterSpace<Integer> width,
      ParameterSpace<HiddenActivation> activation,
      ParameterSpace<Integer> batch) {
    this.updater = updater;
    this.depth = depth;
    this.width = width;
    this.activation = activation;
    this.batch = batch;
  }

  @Override
  public DigitsCandidate getValue(double[] point) {
    return new DigitsCandidate(
        updater.getValue(point),
        depth.getValue(point),
        width.getValue(point),
        activation.getValue(point),
        batch.getValue(point));
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>(updater.collectLeaves());
    leaves.addAll(depth.collectLeaves());
    leaves.addAll(width.collectLeaves());
    leaves.addAll(activation.collectLeaves());
    leaves.addAll(batch.collectLeaves());
    return leaves;
  }

  @Override
  public int numParameters() {
    return LeafUtils.countUniqueParameters(collectLeaves());
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
