package org.sdze.benchmarks.speed;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;

/** Steps of the two-body problem, which stop and go on when they are asked to. */
public final class TwoBodySteps {

  private static final String PROBLEM = "sine-gordon-two-body";
  private static final int LEAST = 10;

  private final int dimension;
  private final SolveConfig config;
  private final Solve solve;

  /**
   * Steps from the start.
   *
   * @param dimension d
   * @param settings what is chosen of the network's shape and the points; the rest is the default
   * @throws IllegalArgumentException if a value is out of its range
   */
  public TwoBodySteps(int dimension, Map<Setting<Integer>, Integer> settings) {
    this.dimension = dimension;
    Choices choices = SolveSettings.choices(dimension);
    for (Map.Entry<Setting<Integer>, Integer> each : settings.entrySet()) {
      choices = choices.with(each.getKey(), each.getValue());
    }
    choices.require();
    config = SolveSettings.config(choices);
    Problem problem = Problems.draw(Problems.library().get(PROBLEM), dimension, 0);
    solve = new Solve(problem, config, new Budget.Steps(Integer.MAX_VALUE), 0);
  }

  /** d. */
  int dimension() {
    return dimension;
  }

  /** How many hidden layers there are. */
  int depth() {
    return config.network().depth();
  }

  /** h. */
  int width() {
    return config.network().width();
  }

  /** n. */
  int batch() {
    return config.loss().batch();
  }

  /**
   * Goes on for some time.
   *
   * @param seconds of steps; ten steps at least
   * @return the milliseconds of each, increasing
   */
  List<Double> run(double seconds) {
    List<Double> times = new ArrayList<>();
    long begin = System.nanoTime();
    long[] last = {begin};
    solve.run(
        (report, status) -> {
          long now = System.nanoTime();
          times.add((now - last[0]) * 1e-6);
          last[0] = System.nanoTime();
          return times.size() < LEAST || (now - begin) * 1e-9 < seconds;
        });
    Collections.sort(times);
    return times;
  }

  /** The median of such milliseconds, or of others that are sorted. */
  static double median(List<Double> sorted) {
    return sorted.get(sorted.size() / 2);
  }
}
