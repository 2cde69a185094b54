package org.sdze.arbiter.generator;

import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Random search: independent points, uniform in the unit cube. Unlike Arbiter's, each point is a
 * function of seed and index, so that a search can be resumed.
 *
 * @param <T> the type of the candidates
 */
public final class UniformGenerator<T> extends SearchGenerator<T> {

  /** A generator over a space. */
  public UniformGenerator(ParameterSpace<T> parameterSpace, long seed) {
    this(parameterSpace, null, seed, false);
  }

  @JsonCreator
  UniformGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<T> parameterSpace,
      @JsonProperty("dataParameters") @Nullable Map<String, Object> dataParameters,
      @JsonProperty("seed") long seed,
      @JsonProperty("initDone") boolean initDone) {
    super(parameterSpace, dataParameters, seed, initDone);
  }

  @Override
  double[] point(int index) {
    UniformRandomProvider random = key().step(index).generator();
    double[] point = new double[dimension()];
    for (int k = 0; k < point.length; k++) {
      point[k] = random.nextDouble();
    }
    return point;
  }
}
