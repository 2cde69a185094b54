package org.sdze.arbiter.generator;

import java.util.Arrays;
import org.hipparchus.stat.descriptive.rank.Percentile;

/**
 * A scale on which a Gaussian process can model scores, of which less is better.
 *
 * <p>Scores that are all positive are replaced by their logarithms if that makes them more nearly
 * normal (the likelihood of Box and Cox 1964, for the powers 0 and 1). What lies above the median
 * is then compressed, so that outliers do not hide the differences between good candidates:
 *
 * <pre>z = (y − median) / spread,    z ↦ log(1 + z) for z &gt; 0,</pre>
 *
 * and the result has mean 0 and standard deviation 1. Median and spread, the interquartile range,
 * are those of a sample that was not chosen by the model: as the model closes in on the minimum,
 * most scores lie near it, and a scale made from all would blow up their differences.
 */
final class ScoreScale {

  private final boolean logarithm;
  private final double median;
  private final double spread;
  private final double mean;
  private final double deviation;

  /**
   * The scale that scores give.
   *
   * @param scores finite, at least one
   * @param unbiased scores of points that the model did not choose, at least one
   * @param logarithms whether logarithms are allowed
   */
  ScoreScale(double[] scores, double[] unbiased, boolean logarithms) {
    logarithm =
        logarithms && Arrays.stream(scores).allMatch(y -> y > 0) && logarithmIsMoreNormal(scores);
    double[] sample = Arrays.stream(unbiased).map(this::base).toArray();
    Percentile percentile = new Percentile();
    percentile.setData(sample);
    median = percentile.evaluate(50);
    double range = percentile.evaluate(75) - percentile.evaluate(25);
    spread = range > 0 ? range : 1;
    double[] compressed = Arrays.stream(scores).map(this::compressed).toArray();
    mean = Arrays.stream(compressed).average().orElseThrow();
    double variance =
        Arrays.stream(compressed).map(z -> (z - mean) * (z - mean)).average().orElseThrow();
    deviation = variance > 0 ? Math.sqrt(variance) : 1;
  }

  /** The score on the scale; increasing. */
  double of(double score) {
    return (compressed(score) - mean) / deviation;
  }

  private double base(double score) {
    return logarithm ? Math.log(score) : score;
  }

  private double compressed(double score) {
    double z = (base(score) - median) / spread;
    return z > 0 ? Math.log1p(z) : z;
  }

  private static boolean logarithmIsMoreNormal(double[] scores) {
    double[] logs = Arrays.stream(scores).map(Math::log).toArray();
    double n = scores.length;
    return -0.5 * n * Math.log(variance(logs)) - Arrays.stream(logs).sum()
        > -0.5 * n * Math.log(variance(scores));
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(y -> (y - mean) * (y - mean)).average().orElseThrow();
  }
}
