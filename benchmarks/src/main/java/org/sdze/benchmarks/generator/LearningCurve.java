package org.sdze.benchmarks.generator;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.sdze.arbiter.generator.UniformGenerator;
import org.sdze.optimizer.random.RandomKey;

/**
 * The score that a candidate would show part of the way,
 *
 * <pre>f(x) + S g(ρ) (½ + u + v N),    g(ρ) = (ρ^−½ − 1) / (ρ₀^−½ − 1),</pre>
 *
 * where ρ is the share of the full resource and ρ₀ the least one; S the interquartile range of f
 * over uniform points; u uniform in [0, 1] and v uniform in [0, ½] belong to the candidate; N is
 * standard normal, new at each ρ. At ρ₀ the curves so lie between half and one and a half of S
 * above f, and cross; at ρ = 1 they are f.
 */
final class LearningCurve implements Benchmark.Trial {

  private static final int SAMPLE = 1000;

  private final ParameterSpace<Double> function;
  private final double least;
  private final RandomKey key;
  private double spread = Double.NaN; // known once it is needed

  /**
   * The curves of one run.
   *
   * @param function f
   * @param least ρ₀, less than 1
   */
  LearningCurve(ParameterSpace<Double> function, double least, RandomKey key) {
    this.function = function;
    this.least = least;
    this.key = key;
  }

  /** The same in every run: it belongs to the function. */
  private static double spread(ParameterSpace<Double> function) {
    UniformGenerator<Double> sample = new UniformGenerator<>(function, 0);
    double[] values = new double[SAMPLE];
    Arrays.setAll(values, k -> sample.getCandidate().getValue());
    Arrays.sort(values);
    return values[3 * SAMPLE / 4] - values[SAMPLE / 4];
  }

  @Override
  public ParameterSpace<Double> space() {
    return function;
  }

  /** With ρ the share. */
  @Override
  public double score(double[] point, double share) {
    if (share == 1) {
      return function.getValue(point);
    }
    if (Double.isNaN(spread)) {
      spread = spread(function);
    }
    RandomKey candidate = key.index(Arrays.hashCode(point));
    UniformRandomProvider own = candidate.generator();
    double u = own.nextDouble();
    double v = own.nextDouble() / 2;
    double gap = (1 / Math.sqrt(share) - 1) / (1 / Math.sqrt(least) - 1);
    double noise =
        ZigguratSampler.NormalizedGaussian.of(
                candidate.step(Double.doubleToLongBits(share)).generator())
            .sample();
    return function.getValue(point) + spread * gap * (0.5 + u + v * noise);
  }
}
