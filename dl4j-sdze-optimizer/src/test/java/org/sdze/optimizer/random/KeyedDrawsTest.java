package org.sdze.optimizer.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Workers;

/**
 * Statistical tests: n = 10⁶ numbers on a fixed key, bounds of 4 standard errors, so that each
 * comparison of a right law fails with probability 6e-5, and a mean that is off by 0.006 standard
 * deviations would be found in all but 2 % of keys.
 */
class KeyedDrawsTest {

  private static final int ROWS = 1000;
  private static final int COLUMNS = 1000;
  private static final double BOUND = 4 / Math.sqrt((double) ROWS * COLUMNS);

  private final RandomKey key = RandomKey.root(1);

  /** A law with its first moments. */
  record Law(
      String name,
      BiConsumer<RandomKey, INDArray> fill,
      double mean,
      double variance,
      double fourthMoment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Law> laws() {
    return Stream.of(
        new Law("gaussian", KeyedDraws::gaussian, 0, 1, 3),
        new Law("rademacher", KeyedDraws::rademacher, 0, 1, 1),
        new Law("uniform", KeyedDraws::uniform, 0.5, 1.0 / 12, 1.0 / 80));
  }

  private static INDArray matrix(DataType type, long rows, long columns) {
    return Nd4j.createUninitialized(type, new long[] {rows, columns}, 'f').assign(Double.NaN);
  }

  private static double[] draw(Law law, RandomKey key, DataType type, long rows, long columns) {
    INDArray target = matrix(type, rows, columns);
    law.fill().accept(key, target);
    return target.reshape('f', 1, rows * columns).toDoubleVector();
  }

  @ParameterizedTest
  @MethodSource("laws")
  void meanAndVarianceAreThoseOfTheLaw(Law law) {
    double[] numbers = draw(law, key, DataType.DOUBLE, ROWS, COLUMNS);
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double variance =
        Arrays.stream(numbers)
            .map(x -> (x - law.mean()) * (x - law.mean()))
            .average()
            .orElseThrow();
    assertEquals(law.mean(), mean, BOUND * Math.sqrt(law.variance()));
    double spread = law.fourthMoment() - law.variance() * law.variance();
    assertEquals(law.variance(), variance, BOUND * Math.sqrt(spread) + 1e-7);
  }

  /** E[x⁴] = 3 with variance E[x⁸] − 9 = 96; E[x³] = 0 with variance E[x⁶] = 15. */
  @Test
  void gaussianTailsAreThoseOfTheNormalLaw() {
    double[] x = draw(laws().findFirst().orElseThrow(), key, DataType.DOUBLE, ROWS, COLUMNS);
    assertEquals(0, Arrays.stream(x).map(t -> t * t * t).average().orElseThrow(), BOUND * 3.873);
    assertEquals(3, Arrays.stream(x).map(t -> t * t * t * t).average().orElseThrow(), BOUND * 9.8);
  }

  /** Each bin holds n/64 with a deviation of √(n/64): χ² of 63 degrees of freedom is 63 ± 11.2. */
  @Test
  void gaussianNumbersFillBinsOfEqualProbability() {
    INDArray x = matrix(DataType.FLOAT, ROWS, 10 * COLUMNS);
    KeyedDraws.gaussian(key, x);
    NormalDistribution law = new NormalDistribution();
    int[] bins = new int[64];
    int[] beyond = new int[2];
    float[] numbers = x.reshape('f', 1, x.length()).data().asFloat();
    for (float number : numbers) {
      bins[(int) Math.min(63, 64 * law.cumulativeProbability(number))]++;
      beyond[0] += Math.abs(number) > 4 ? 1 : 0;
      beyond[1] += Math.abs(number) > 4.75 ? 1 : 0;
    }
    double expected = numbers.length / 64.0;
    double square = Arrays.stream(bins).mapToDouble(k -> (k - expected) * (k - expected)).sum();
    assertEquals(63, square / expected, 4 * Math.sqrt(2 * 63));
    double[] far = {2 * law.cumulativeProbability(-4), 2 * law.cumulativeProbability(-4.75)};
    for (int k = 0; k < far.length; k++) { // 633 and 20 of them
      double count = far[k] * numbers.length;
      assertEquals(count, beyond[k], 4 * Math.sqrt(count));
    }
  }

  /** Tiles of 65,536 numbers: one, some of whole columns, and columns that are longer. */
  @ParameterizedTest
  @CsvSource({"3, 7", "16, 9000", "1000, 700", "70000, 3", "140000, 2"})
  void gaussianNumbersAreThoseOfTheZiggurat(int rows, int columns) {
    INDArray x = matrix(DataType.FLOAT, rows, columns);
    KeyedDraws.gaussian(key, x);
    float[] numbers = x.data().asFloat();
    int tile = rows * Math.min(columns, Math.max(1, (1 << 16) / rows));
    ContinuousSampler sampler = () -> Double.NaN;
    for (int k = 0; k < numbers.length; k++) {
      if (k % tile == 0) {
        sampler = ZigguratSampler.NormalizedGaussian.of(key.index(k / tile).generator());
      }
      assertEquals((float) sampler.sample(), numbers[k]);
    }
  }

  /** Rows of a larger matrix lie apart; more numbers than are drawn before they are copied. */
  @ParameterizedTest
  @MethodSource("laws")
  void aMatrixWithGapsHasTheSameNumbers(Law law) {
    INDArray apart =
        matrix(DataType.FLOAT, 7, 300_000).get(NDArrayIndex.interval(1, 6), NDArrayIndex.all());
    law.fill().accept(key, apart);
    INDArray dense = matrix(DataType.FLOAT, 5, 300_000);
    law.fill().accept(key, dense);
    assertArrayEquals(dense.data().asFloat(), apart.dup('f').data().asFloat());
  }

  @Test
  void rademacherNumbersAreSigns() {
    INDArray target = matrix(DataType.FLOAT, 100, 1000);
    KeyedDraws.rademacher(key, target);
    for (double x : target.reshape('f', 1, 100_000).toDoubleVector()) {
      assertTrue(Math.abs(x) == 1);
    }
  }

  @Test
  void uniformNumbersLieInTheUnitInterval() {
    INDArray target = matrix(DataType.DOUBLE, 1000, 1000);
    KeyedDraws.uniform(key, target);
    assertTrue(target.minNumber().doubleValue() >= 0);
    assertTrue(target.maxNumber().doubleValue() <= 1);
  }

  /** Products of neighbours, by row and by column, and across the border of two tiles. */
  @ParameterizedTest
  @MethodSource("laws")
  void neighboursAreUncorrelated(Law law) {
    double[] numbers = draw(law, key, DataType.DOUBLE, ROWS, COLUMNS);
    for (int lag : new int[] {1, ROWS, 65 * ROWS}) {
      double sum = 0;
      for (int i = lag; i < numbers.length; i++) {
        sum += (numbers[i] - law.mean()) * (numbers[i - lag] - law.mean());
      }
      assertEquals(0, sum / (numbers.length - lag), 1.05 * BOUND * law.variance(), "lag " + lag);
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void theSameKeyGivesTheSameBitsAndAnotherDoesNot(Law law) {
    double[] numbers = draw(law, key, DataType.FLOAT, 30, 5000);
    assertArrayEquals(numbers, draw(law, key, DataType.FLOAT, 30, 5000));
    double[] others = draw(law, key.index(1), DataType.FLOAT, 30, 5000);
    assertFalse(Arrays.equals(numbers, others));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void bitsDoNotDependOnTheNumberOfThreads(Law law) {
    double[] numbers = draw(law, key, DataType.FLOAT, 100, 10_000);
    Workers.run( // one of which draws alone
        2, part -> assertArrayEquals(numbers, draw(law, key, DataType.FLOAT, 100, 10_000)));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void numbersAreTheSameInBothPrecisions(Law law) {
    assertArrayEquals(
        draw(law, key, DataType.FLOAT, 10, 30), draw(law, key, DataType.DOUBLE, 10, 30));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aTallMatrixIsDrawnColumnByColumn(Law law) {
    double[] numbers = draw(law, key, DataType.FLOAT, 70_000, 3);
    assertFalse(Arrays.stream(numbers).anyMatch(Double::isNaN));
  }

  @Test
  void onlyTheTargetIsWritten() {
    INDArray whole = matrix(DataType.FLOAT, 10, 30).assign(7);
    KeyedDraws.gaussian(key, whole.get(NDArrayIndex.all(), NDArrayIndex.interval(10, 20)));
    INDArray alone = matrix(DataType.FLOAT, 10, 10);
    KeyedDraws.gaussian(key, alone);
    assertEquals(alone, whole.get(NDArrayIndex.all(), NDArrayIndex.interval(10, 20)).dup('f'));
    assertEquals(7 * 200, whole.sumNumber().doubleValue() - alone.sumNumber().doubleValue(), 1e-3);
  }
}
