package org.sdze.benchmarks.compare;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a contender came to at its best setting: medians over the seeds. Numbers that do not exist
 * are null.
 *
 * @param contender its name
 * @param setting the options of its best setting
 * @param error the median of the relative L2 errors
 * @param least the smallest of them
 * @param largest the largest of them
 * @param overConstant the median of error / constant baseline
 * @param overAffine the median of error / affine baseline
 * @param steps the median of the steps made
 * @param stepsPerSecond the median
 * @param peakRssMiB the largest resident memory of any of the runs
 * @param secondsToAffine the median time at which the affine baseline was reached; null if half of
 *     the runs never reached it
 * @param seeds how many runs
 * @param finished how many of them came to an error
 * @param remark what went wrong, where something did
 */
public record ComparisonRow(
    String contender,
    String setting,
    @Nullable Double error,
    @Nullable Double least,
    @Nullable Double largest,
    @Nullable Double overConstant,
    @Nullable Double overAffine,
    @Nullable Double steps,
    @Nullable Double stepsPerSecond,
    double peakRssMiB,
    @Nullable Double secondsToAffine,
    int seeds,
    int finished,
    @Nullable String remark) {

  /** The row of a contender's runs at one setting; a run without an error counts as infinite. */
  static ComparisonRow of(Contender contender, Setting setting, List<Measured> runs) {
    double[] errors = runs.stream().mapToDouble(Measured::error).toArray();
    int finished = (int) runs.stream().filter(run -> run.error() < Double.MAX_VALUE).count();
    return new ComparisonRow(
        contender.name(),
        setting.toString(),
        median(errors),
        finite(runs.stream().mapToDouble(Measured::error).min().orElse(Double.NaN)),
        finite(runs.stream().mapToDouble(Measured::error).max().orElse(Double.NaN)),
        median(runs.stream().mapToDouble(run -> run.error() / run.constantBaseline()).toArray()),
        median(runs.stream().mapToDouble(run -> run.error() / run.affineBaseline()).toArray()),
        median(runs.stream().mapToDouble(Measured::steps).toArray()),
        median(runs.stream().mapToDouble(Measured::stepsPerSecond).toArray()),
        runs.stream().mapToDouble(Measured::peakRssMiB).max().orElse(0),
        median(
            runs.stream()
                .mapToDouble(Measured::secondsToAffine)
                .map(ComparisonRow::last)
                .toArray()),
        runs.size(),
        finished,
        remark(runs));
  }

  /** What never happened comes after everything that did. */
  private static double last(double seconds) {
    return Double.isNaN(seconds) ? Double.POSITIVE_INFINITY : seconds;
  }

  private static @Nullable Double median(double[] numbers) {
    double[] sorted = Arrays.stream(numbers).map(ComparisonRow::last).sorted().toArray();
    int n = sorted.length;
    return n == 0 ? null : finite((sorted[(n - 1) / 2] + sorted[n / 2]) / 2);
  }

  private static @Nullable Double finite(double number) {
    return Double.isNaN(number) || Double.isInfinite(number) ? null : number;
  }

  private static @Nullable String remark(List<Measured> runs) {
    for (Measured run : runs) {
      if (!"done".equals(run.outcome())) {
        return run.failure() == null ? run.outcome() : run.failure();
      }
    }
    return null;
  }
}
