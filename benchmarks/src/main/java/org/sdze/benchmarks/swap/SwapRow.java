package org.sdze.benchmarks.swap;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.hipparchus.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * A network, trained from some seeds.
 *
 * @param network its label
 * @param updater its own, by its class
 * @param parameters how many it has
 * @param epochs for which it was trained
 * @param runs by seed, from 0 on
 * @param cosines of its layers; empty if nobody asked
 */
public record SwapRow(
    String network,
    String updater,
    long parameters,
    int epochs,
    List<Run> runs,
    List<StepCosine> cosines) {

  public SwapRow {
    runs = List.copyOf(runs);
    cosines = List.copyOf(cosines);
  }

  /**
   * What training came to.
   *
   * @param loss of the samples it was trained on, without regularization; infinite if it diverged
   * @param accuracy on the samples to test on, in [0, 1]; null where there are no classes
   * @param seconds of an epoch, the median
   */
  public record Side(double loss, @Nullable Double accuracy, double seconds) {}

  /**
   * Both from one seed: the same initial parameters, batches in the same order.
   *
   * @param seed of parameters, order and estimates
   * @param backprop by backpropagation and the network's own updater
   * @param sdze by ours with its defaults
   */
  public record Run(int seed, Side backprop, Side sdze) {}

  /** The median loss of a side. */
  double loss(Function<Run, Side> side) {
    return median(run -> side.apply(run).loss());
  }

  /** The median accuracy of a side; null where there is none. */
  @Nullable Double accuracy(Function<Run, Side> side) {
    return runs.stream().anyMatch(run -> side.apply(run).accuracy() == null)
        ? null
        : median(run -> side.apply(run).accuracy());
  }

  /** How many times as long as backpropagation's an epoch of ours takes: the median. */
  double timeRatio() {
    return median(run -> run.sdze().seconds() / run.backprop().seconds());
  }

  private double median(ToDoubleFunction<Run> value) {
    return StatUtils.percentile(runs.stream().mapToDouble(value).toArray(), 50);
  }
}
