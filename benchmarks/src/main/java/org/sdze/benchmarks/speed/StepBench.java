package org.sdze.benchmarks.speed;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.run.StageSampler;

/**
 * What steps of the two-body problem cost.
 *
 * @param dimension d
 * @param depth how many hidden layers
 * @param width h
 * @param batch n
 * @param steps that were timed
 * @param milliseconds a step, the median
 * @param gigaflops of a step's products and equations; null of more than one hidden layer, whose
 *     flops nobody has counted
 * @param limit the milliseconds that these, or the memory that they read and write, need at least;
 *     null as these are
 * @param share of what the machine could do, 1 for all; null as these are
 * @param stages milliseconds by stage, which sum up to the median
 */
public record StepBench(
    int dimension,
    int depth,
    int width,
    int batch,
    int steps,
    double milliseconds,
    @Nullable Double gigaflops,
    @Nullable Double limit,
    @Nullable Double share,
    Map<String, Double> stages) {

  /**
   * Makes steps for some time, the first half of which warms up.
   *
   * @param seconds of steps
   */
  public static StepBench of(TwoBodySteps steps, double seconds, MachineLimits limits)
      throws IOException {
    steps.run(seconds / 2);
    try (StageSampler sampler = new StageSampler()) {
      List<Double> times = steps.run(seconds / 2);
      double median = TwoBodySteps.median(times);
      Map<String, Double> stages = new LinkedHashMap<>();
      sampler.shares().forEach((stage, share) -> stages.put(stage.label(), share * median));
      int d = steps.dimension();
      int h = steps.width();
      int n = steps.batch();
      boolean isCounted = steps.depth() == 1;
      double flops = flops(d, h, n);
      double limit = limits.milliseconds(flops, bytes(d, h, n));
      return new StepBench(
          d,
          steps.depth(),
          h,
          n,
          times.size(),
          median,
          isCounted ? 1e-9 * flops : null,
          isCounted ? limit : null,
          isCounted ? limit / median : null,
          stages);
    }
  }

  /**
   * X W and the change of W, half of X Xᵀ and of two products of rows with themselves, one of two
   * different ones, and the equations, whose numbers are twice as long.
   */
  private static double flops(double d, double h, double n) {
    return 4 * n * d * h + n * n * d + 4 * n * n * h + 2 * n * n * n / 3;
  }

  /**
   * W is read for the images and for its norms, read and written by the step; X is made and read.
   */
  private static double bytes(double d, double h, double n) {
    return 4 * (4 * d * h + 4 * n * d);
  }
}
