package org.sdze.arbiter.space;

import java.io.IOException;
import java.util.SplittableRandom;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.deeplearning4j.arbiter.optimize.serde.jackson.JsonMapper;
import org.deeplearning4j.arbiter.optimize.serde.jackson.YamlMapper;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Points of the unit cube, indices as Arbiter gives them, and its two formats. */
final class Cube {

  private final SplittableRandom random;
  private final int dimension;

  /** The cube of a space, whose leaves get their indices from Arbiter. */
  Cube(ParameterSpace<?> space, long seed) {
    new RandomSearchGenerator(space, null);
    this.dimension = space.numParameters();
    this.random = new SplittableRandom(seed);
  }

  double[] point() {
    return random.doubles(dimension).toArray();
  }

  double coordinate() {
    return random.nextDouble();
  }

  /** The space through JSON. */
  static ParameterSpace<?> throughJson(ParameterSpace<?> space) throws IOException {
    return through(JsonMapper.getMapper(), space);
  }

  /** The space through YAML. */
  static ParameterSpace<?> throughYaml(ParameterSpace<?> space) throws IOException {
    return through(YamlMapper.getMapper(), space);
  }

  private static ParameterSpace<?> through(ObjectMapper mapper, ParameterSpace<?> space)
      throws IOException {
    return mapper.readValue(mapper.writeValueAsString(space), ParameterSpace.class);
  }
}
