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
  private final ParameterSpace<Integer> width;
  private final ParameterSpace<Integer> batch;

  DigitsSpace(SdzeSpace updater, ParameterSpace<Integer> width, ParameterSpace<Integer> batch) {
    this.updater = updater;
    this.width = width;
    this.batch = batch;
  }

  @Override
  public DigitsCandidate getValue(double[] point) {
    return new DigitsCandidate(
        updater.getValue(point), width.getValue(point), batch.getValue(point));
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>(updater.collectLeaves());
    leaves.addAll(width.collectLeaves());
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
