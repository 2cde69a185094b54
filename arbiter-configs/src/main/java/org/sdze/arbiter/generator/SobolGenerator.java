package org.sdze.arbiter.generator;

import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Sobol's sequence with a random digital shift: points that fill the unit cube more evenly than
 * independent ones. The first 2ᵐ put exactly one into each of 2ᵐ equal intervals of every
 * coordinate.
 *
 * @param <T> the type of the candidates
 */
public final class SobolGenerator<T> extends SearchGenerator<T> {

  private SobolPoints points;

  /** A generator over a space. */
  public SobolGenerator(ParameterSpace<T> parameterSpace, long seed) {
    this(parameterSpace, null, seed, false);
  }

  @JsonCreator
  SobolGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<T> parameterSpace,
      @JsonProperty("dataParameters") @Nullable Map<String, Object> dataParameters,
      @JsonProperty("seed") long seed,
      @JsonProperty("initDone") boolean initDone) {
    super(parameterSpace, dataParameters, seed, initDone);
    points = new SobolPoints(dimension(), key());
  }

  @Override
  public void setRngSeed(long rngSeed) {
    super.setRngSeed(rngSeed);
    points = new SobolPoints(dimension(), key());
  }

  @Override
  double[] point(int index) {
    return points.point(index);
  }
}
