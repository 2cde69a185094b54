package org.sdze.examples.cli.run;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.pinn.score.PointScore;
import org.sdze.pinn.score.TestSet;
import org.sdze.pinn.solve.HistoryRow;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Solve;

/**
 * What a run came to, in the names and the order of the JSON object. Numbers that are not finite
 * are null.
 *
 * @param problem the name of the problem
 * @param dim d
 * @param parameters P
 * @param optimizer sdze, or the name of a rival
 * @param estimator how derivatives by the parameters are found
 * @param directions the law of the directions
 * @param stepRule the step rule
 * @param steps the number of steps made
 * @param seconds the time spent in them, evaluation excluded
 * @param stepsPerSecond their ratio
 * @param relativeL2 the relative error on the test points at the end
 * @param solutionRms √(mean |u*|²) over the test points: times this, a relative error is that of
 *     the mean squares
 * @param constantBaseline the error of the best constant multiple of the factor 1 − ‖x‖²
 * @param affineBaseline the error of an affine multiple of it
 * @param featuresBaseline the error of the network as it begins, its output layer solved for; null
 *     where that costs too much
 * @param liftBaseline the error of the trial function's known part alone, N = 0
 * @param pointValue u where a reference value is known; null where there is none
 * @param pointError the relative error there
 * @param pointLiftError the relative error there of the known part alone
 * @param finalLoss the loss that the last accepted step measured
 * @param peakRssMiB the largest resident memory
 * @param seed the root of all randomness
 * @param width the width of the hidden layers
 * @param depth the number of hidden layers
 * @param activation their activation
 * @param batch the number of collocation points of a step
 * @param precision float or double
 * @param device where steps were made: cpu, or the name of a device
 * @param testPoints the number of test points
 * @param outcome done, diverged or interrupted
 */
public record RunResult(
    String problem,
    int dim,
    long parameters,
    String optimizer,
    String estimator,
    String directions,
    String stepRule,
    long steps,
    double seconds,
    @Nullable Double stepsPerSecond,
    @Nullable Double relativeL2,
    @Nullable Double solutionRms,
    @Nullable Double constantBaseline,
    @Nullable Double affineBaseline,
    @Nullable Double featuresBaseline,
    @Nullable Double liftBaseline,
    @Nullable Double pointValue,
    @Nullable Double pointError,
    @Nullable Double pointLiftError,
    @Nullable Double finalLoss,
    double peakRssMiB,
    long seed,
    int width,
    int depth,
    String activation,
    int batch,
    String precision,
    String device,
    int testPoints,
    String outcome) {

  /**
   * The figures of a run.
   *
   * @param test null where the solution is not known
   * @param finalLoss NaN where none was finite
   */
  static RunResult of(
      RunPlan plan, Solve solve, @Nullable TestSet test, double finalLoss, Outcome outcome) {
    double peak = solve.peakMebibytes(); // the run's own, before what stands beside it
    double features = // which nobody waits for who has asked for the end
        test == null || outcome == Outcome.INTERRUPTED ? Double.NaN : solve.featuresBaseline(test);
    Map<String, Object> options = solve.settings();
    NetworkConfig network = plan.network();
    HistoryRow last = solve.history().last();
    PointScore point = solve.problem().reference() == null ? null : solve.pointScore();
    return new RunResult(
        plan.problem().name(),
        plan.dimension(),
        solve.network().numParams(),
        plan.method().name(),
        String.valueOf(options.get("credit")),
        String.valueOf(options.get("directions")),
        String.valueOf(options.get("rule")),
        last.step(),
        last.seconds(),
        finite(last.step() / last.seconds()),
        finite(last.relativeError()),
        test == null ? null : finite(test.solutionRms()),
        test == null ? null : finite(test.constantBaseline()),
        test == null ? null : finite(test.affineBaseline()),
        finite(features),
        test == null ? null : finite(test.addendBaseline()),
        point == null ? null : finite(point.value()),
        point == null ? null : finite(point.relativeError()),
        point == null ? null : finite(point.liftAloneError()),
        finite(finalLoss),
        peak,
        plan.seed(),
        network.width(),
        network.depth(),
        String.valueOf(options.get("activation")),
        plan.loss().batch(),
        String.valueOf(options.get("precision")),
        solve.device(),
        plan.testPoints(),
        outcome.name().toLowerCase(Locale.ROOT));
  }

  /** A number as JSON knows it. */
  static @Nullable Double finite(double number) {
    return Double.isNaN(number) || Double.isInfinite(number) ? null : number;
  }
}
