package org.sdze.arbiter.generator;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.rng.UniformRandomProvider;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.BooleanSpace;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.parameter.integer.IntegerParameterSpace;
import org.deeplearning4j.arbiter.util.LeafUtils;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.sdze.optimizer.argument.Argument;

/**
 * A grid: all levels of what is discrete, at most so many of a range of whole numbers, and so many
 * points of what is continuous, its ends among them. The seed says in which order they come, so
 * that a part of the grid is spread over it; after the last point the first comes again.
 *
 * @param <T> the type of the candidates
 */
@SuppressWarnings("rawtypes") // as Arbiter declares its own interface
public final class GridGenerator<T> extends SearchGenerator<T> {

  private static final double LARGEST = Math.nextDown(1.0);

  private final int points;
  private final List<double[]> levels = new ArrayList<>();
  private final BigInteger count;
  private BigInteger first;
  private BigInteger stride; // without a common divisor with the count

  /**
   * A grid over a space whose leaves have one coordinate each.
   *
   * @param points of a range, at least 1
   * @throws IllegalArgumentException if there is no point, or a leaf has several coordinates
   */
  public GridGenerator(ParameterSpace<T> parameterSpace, int points, long seed) {
    this(parameterSpace, null, points, seed, false);
  }

  @JsonCreator
  GridGenerator(
      @JsonProperty("parameterSpace") ParameterSpace<T> parameterSpace,
      @JsonProperty("dataParameters") @Nullable Map<String, Object> dataParameters,
      @JsonProperty("points") int points,
      @JsonProperty("seed") long seed,
      @JsonProperty("initDone") boolean initDone) {
    super(parameterSpace, dataParameters, seed, initDone);
    Argument.atLeastOne("points", points);
    this.points = points;
    BigInteger product = BigInteger.ONE;
    for (ParameterSpace leaf : LeafUtils.getUniqueObjects(parameterSpace.collectLeaves())) {
      if (leaf.numParameters() > 1) {
        throw Argument.refused(
            "a grid needs leaves of one coordinate, %s has %d", leaf, leaf.numParameters());
      }
      if (leaf.numParameters() == 1) {
        double[] coordinate = levels(leaf, points);
        levels.add(coordinate);
        product = product.multiply(BigInteger.valueOf(coordinate.length));
      }
    }
    count = product;
    first = draw(0);
    stride = stride();
  }

  /** The points of a range. */
  public int getPoints() {
    return points;
  }

  @Override
  public void setRngSeed(long rngSeed) {
    super.setRngSeed(rngSeed);
    first = draw(0);
    stride = stride();
  }

  /** A number from 0 on and below the count. */
  private BigInteger draw(int index) {
    UniformRandomProvider random = key().index(index).generator();
    return new BigDecimal(count).multiply(BigDecimal.valueOf(random.nextDouble())).toBigInteger();
  }

  private BigInteger stride() {
    BigInteger drawn = draw(1).max(BigInteger.ONE);
    while (!drawn.gcd(count).equals(BigInteger.ONE)) {
      drawn = drawn.add(BigInteger.ONE);
    }
    return drawn;
  }

  private static double[] levels(ParameterSpace<?> leaf, int points) {
    if (leaf instanceof IntegerParameterSpace range) {
      long count = (long) range.getMax() - range.getMin() + 1;
      return middles(count, (int) Math.min(count, points));
    }
    int count =
        leaf instanceof DiscreteParameterSpace<?> discrete
            ? discrete.numValues()
            : leaf instanceof BooleanSpace ? 2 : 0;
    return count > 0 ? middles(count, count) : ends(points);
  }

  /** So many of {@code count} equal intervals, evenly chosen, each by its middle. */
  private static double[] middles(long count, int chosen) {
    double[] middles = new double[chosen];
    for (int k = 0; k < chosen; k++) {
      long interval = chosen == 1 ? count / 2 : Math.round(k * (count - 1.0) / (chosen - 1));
      middles[k] = (interval + 0.5) / count;
    }
    return middles;
  }

  private static double[] ends(int points) {
    double[] ends = new double[points];
    for (int k = 0; k < points; k++) {
      ends[k] = points == 1 ? 0.5 : Math.min(LARGEST, k / (points - 1.0));
    }
    return ends;
  }

  /** How many points the grid has. */
  public double count() {
    return count.doubleValue();
  }

  @Override
  double[] point(int index) {
    BigInteger rest = stride.multiply(BigInteger.valueOf(index)).add(first).mod(count);
    double[] point = new double[dimension()];
    for (int k = point.length - 1; k >= 0; k--) {
      double[] coordinate = levels.get(k);
      BigInteger[] parts = rest.divideAndRemainder(BigInteger.valueOf(coordinate.length));
      point[k] = coordinate[parts[1].intValue()];
      rest = parts[0];
    }
    return point;
  }
}
