package org.sdze.benchmarks.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;

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

  private static final String PROBLEM = "sine-gordon-two-body";
  private static final int LEAST_STEPS = 10;

  /**
   * Makes steps for some time, the first half of which warms up.
   *
   * @param seconds of steps
   */
  public static StepBench of(int dimension, double seconds, MachineLimits limits)
      throws IOException {
    Problem problem = Problems.draw(Problems.library().get(PROBLEM), dimension, 0);
    SolveConfig config = Defaults.of(dimension);
    Solve solve = new Solve(problem, config, new Budget.Steps(Integer.MAX_VALUE), 0);
    List<Double> times = new ArrayList<>();
    long begin = System.nanoTime();
    long[] last = {begin};
    StageSampler[] sampler = new StageSampler[1];
    try {
      solve.run(
          (report, status) -> {
            long now = System.nanoTime();
            double elapsed = (now - begin) * 1e-9;
            if (sampler[0] != null) {
              times.add((now - last[0]) * 1e-6);
            } else if (elapsed > seconds / 2 && status.steps() >= LEAST_STEPS) {
              sampler[0] = new StageSampler();
            }
            last[0] = System.nanoTime();
            return times.size() < LEAST_STEPS || elapsed < seconds;
          });
      Collections.sort(times);
      double median = times.get(times.size() / 2);
      Map<String, Double> stages = new LinkedHashMap<>();
      sampler[0].shares().forEach((stage, share) -> stages.put(stage.label(), share * median));
      int h = config.network().width();
      int n = config.loss().batch();
      double flops = flops(dimension, h, n);
      double limit = limits.milliseconds(flops, bytes(dimension, h, n));
      return new StepBench(
          dimension, h, n, times.size(), median, 1e-9 * flops, limit, limit / median, stages);
    } finally {
      if (sampler[0] != null) {
        sampler[0].close();
      }
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
