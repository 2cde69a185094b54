package org.sdze.examples.cli.report;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.examples.cli.run.RunResult;
import org.sdze.examples.cli.run.Stage;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.score.ConditionScore;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Solve;
import org.sdze.pinn.solve.SolveSettings;

/** A finished run in a few lines for people. */
public final class Summary {

  private Summary() {}

  /** What is trained, in half a line. */
  static String subject(RunPlan plan) {
    return Text.format(
        "%s, d = %,d, %,d parameters", plan.problem().name(), plan.dimension(), plan.parameters());
  }

  /**
   * The summary.
   *
   * @param files where files were written; null for nowhere
   */
  public static String of(RunPlan plan, FinishedRun run, @Nullable Path files) {
    RunResult result = run.result();
    StringBuilder text = new StringBuilder();
    line(text, plan.problem().name(), Text.format("d = %,d, seed %d", result.dim(), result.seed()));
    line(text, "network", network(plan, run.solve()));
    line(text, "method", method(plan, run.solve()));
    if (run.solve().problem().solution() == null) {
      line(
          text,
          "error",
          Text.format(
              "unknown, as the solution is; the norm of the residual is %s on %,d points",
              number(run.solve().residualNorm(result.testPoints())), result.testPoints()));
    } else {
      line(
          text,
          "error",
          Text.format(
              "%s relative L2 on %,d points", number(result.relativeL2()), result.testPoints()));
      line(text, "baselines", baselines(result));
    }
    for (ConditionScore condition : worst(run.solve().conditionScores(result.testPoints()))) {
      line(
          text,
          "condition",
          Text.format(
              "%s, weight %.4g: residual %s, error there %s",
              condition.name(),
              condition.weight(),
              number(condition.residual()),
              number(condition.error())));
    }
    if (result.pointValue() != null) {
      line(
          text,
          "the point",
          Text.format(
              "u = %.7g, relative error %s, lift alone %s; over all points lift alone %s",
              result.pointValue(),
              number(result.pointError()),
              number(result.pointLiftError()),
              number(result.liftBaseline())));
    }
    line(
        text,
        "training",
        Text.format(
            "%s, %,d steps in %.1f s, %s steps/s, last loss %s",
            result.outcome(),
            result.steps(),
            result.seconds(),
            number("%.3g", result.stepsPerSecond()),
            number(result.finalLoss())));
    if (!run.shares().isEmpty()) {
      line(text, "time", shares(run.shares()));
    }
    line(text, "memory", Text.format("%,.0f MiB at its peak", result.peakRssMiB()));
    if (files != null) {
      line(text, "files", files.toString());
    }
    return text.toString();
  }

  /** Of each name the one that holds worst. */
  private static Collection<ConditionScore> worst(List<ConditionScore> all) {
    Map<String, ConditionScore> worst = new LinkedHashMap<>();
    all.forEach(
        each -> worst.merge(each.name(), each, (a, b) -> a.residual() >= b.residual() ? a : b));
    return worst.values();
  }

  private static String network(RunPlan plan, Solve solve) {
    int dimension = plan.dimension();
    NetworkConfig network = plan.network();
    String text =
        Text.format(
            "%,d →%s %d, %s, %,d parameters",
            solve.problem().inputs(),
            Text.format(" %d →", network.width()).repeat(network.depth()),
            solve.problem().outputs(),
            solve.settings().get("activation"),
            solve.network().numParams());
    boolean isShrunk = network.width() < Defaults.network(1, network.depth()).width();
    return isShrunk && network.width() == Defaults.network(dimension, network.depth()).width()
        ? text + " (default: " + SolveSettings.WIDTH.usually() + ")"
        : text;
  }

  /** How it is trained, in a line. */
  static String method(RunPlan plan, Solve solve) {
    Map<String, Object> options = solve.settings();
    String operators =
        plan.shape().kind().isByLines() ? "operators exact along lines" : laplacian(plan, options);
    Object lambda = options.get("damping");
    String damping = lambda == null ? "" : Text.format(" λ = %s,", lambda);
    return Text.format(
        "%s, %s, %s,%s η = %s %s, batch %,d",
        plan.method().estimate(),
        operators,
        options.get("rule"),
        damping,
        options.get("learning-rate"),
        options.get("schedule"),
        plan.loss().batch());
  }

  private static String laplacian(RunPlan plan, Map<String, Object> options) {
    return plan.loss().directions().isExact()
        ? "Laplacian exact over the span"
        : Text.format(
            "Laplacian %s %s directions, %s",
            options.get("direction-count"), options.get("directions"), options.get("residual"));
  }

  /** The largest first. */
  private static String shares(Map<Stage, Double> shares) {
    return shares.entrySet().stream()
        .sorted(Map.Entry.<Stage, Double>comparingByValue().reversed())
        .map(each -> Text.format("%s %.0f %%", each.getKey().label(), 100 * each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String baselines(RunResult result) {
    String features =
        result.featuresBaseline() == null
            ? ""
            : Text.format(
                ", features %s (%s × that)",
                number(result.featuresBaseline()),
                ratio(result.relativeL2(), result.featuresBaseline()));
    return Text.format(
        "constant %s (error %s × that), affine %s (%s × that)%s",
        number(result.constantBaseline()),
        ratio(result.relativeL2(), result.constantBaseline()),
        number(result.affineBaseline()),
        ratio(result.relativeL2(), result.affineBaseline()),
        features);
  }

  private static String number(@Nullable Double value) {
    return number("%.2e", value);
  }

  @FormatMethod
  private static String number(@FormatString String format, @Nullable Double value) {
    return value == null ? "unknown" : Text.format(format, value);
  }

  private static String ratio(@Nullable Double error, @Nullable Double baseline) {
    return error == null || baseline == null ? "unknown" : Text.format("%.2g", error / baseline);
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append(Text.format("%-10s  %s%n", what, value));
  }
}
