package org.sdze.benchmarks.speed;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdze.examples.cli.run.StageSampler;

/**
 * The steps of the two-body problem with the defaults, one hidden layer.
 *
 * @param dimension d
 * @param width h
 * @param batch n
 * @param steps that were timed
 * @param milliseconds a step, the median
 * @param gigaflops of a step's products and equations
 * @param limit the milliseconds that these, or the memory that they read and write, need at least
 * @param share of what the machine could do, 1 for all
 * @param stages milliseconds by stage, which sum up to the median
 */
public record StepBench(
    int dimension,
    int width,
    int batch,
    int steps,
    double milliseconds,
    double gigaflops,
    double limit,
    double share,
    Map<String, Double> stages) {

  /**
   * Makes steps for some time, the first half of which warms up.
   *
   * @param seconds of steps
   */
  public static StepBench of(int dimension, double seconds, MachineLimits limits)
      throws IOException {
    TwoBodySteps steps = new TwoBodySteps(dimension);
    steps.run(seconds / 2);
    try (StageSampler sampler = new StageSampler()) {
      List<Double> times = steps.run(seconds / 2);
      double median = TwoBodySteps.median(times);
      Map<String, Double> stages = new LinkedHashMap<>();
      sampler.shares().forEach((stage, share) -> stages.put(stage.label(), share * median));
      int h = steps.width();
      int n = steps.batch();
      double flops = flops(dimension, h, n);
      double limit = limits.milliseconds(flops, bytes(dimension, h, n));
      return new StepBench(
          dimension, h, n, times.size(), median, 1e-9 * flops, limit, limit / median, stages);
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
