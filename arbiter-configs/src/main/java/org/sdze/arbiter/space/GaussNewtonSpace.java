package org.sdze.arbiter.space;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.AbstractParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.train.SdzeConfig;

/**
 * The configurations of SDZE with unit credit and Gauss–Newton, over damping and learning rate.
 * What it does not search is that of {@link SdzeConfig#gaussNewton()}.
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public final class GaussNewtonSpace extends AbstractParameterSpace<SdzeConfig> {

  private final ParameterSpace<Double> damping;
  private final ParameterSpace<Double> learningRate;

  /**
   * A space over both.
   *
   * @param damping of λ, positive
   * @param learningRate of η, positive
   */
  public GaussNewtonSpace(
      @JsonProperty("damping") ParameterSpace<Double> damping,
      @JsonProperty("learningRate") ParameterSpace<Double> learningRate) {
    this.damping = damping;
    this.learningRate = learningRate;
  }

  /**
   * The configuration at a point of the space.
   *
   * @throws IllegalArgumentException if the values drawn are not allowed
   */
  @Override
  public SdzeConfig getValue(double[] parameterValues) {
    SdzeConfig defaults = SdzeConfig.gaussNewton();
    return new SdzeConfig(
        defaults.estimator(),
        new GaussNewton(damping.getValue(parameterValues), 0),
        learningRate.getValue(parameterValues),
        defaults.schedule());
  }

  @Override
  public int numParameters() {
    return damping.numParameters() + learningRate.numParameters();
  }

  @Override
  public List<ParameterSpace> collectLeaves() {
    List<ParameterSpace> leaves = new ArrayList<>(damping.collectLeaves());
    leaves.addAll(learningRate.collectLeaves());
    return leaves;
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
