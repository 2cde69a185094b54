package org.sdze.examples.cli.report;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.NetworkPlan;
import org.sdze.examples.cli.plan.ResolvedOptions;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.examples.cli.run.RunResult;

/** A finished run in a few lines for people. */
public final class Summary {

  private Summary() {}

  /** What is trained, in half a line. */
  static String subject(RunPlan plan) {
    return "%s, d = %,d, %,d parameters"
        .formatted(plan.problem(), plan.network().dimension(), plan.network().parameters());
  }

  /**
   * The summary.
   *
   * @param files where files were written; null for nowhere
   */
  public static String of(RunPlan plan, FinishedRun run, @Nullable Path files) {
    RunResult result = run.result();
    StringBuilder text = new StringBuilder();
    line(text, plan.problem(), "d = %,d, seed %d".formatted(result.dim(), result.seed()));
    line(text, "network", network(plan));
    line(text, "method", method(plan));
    line(
        text,
        "error",
        "%s relative L2 on %,d points".formatted(number(result.relativeL2()), result.testPoints()));
    line(text, "baselines", baselines(result));
    line(
        text,
        "training",
        "%s, %,d steps in %.1f s, %s steps/s, last loss %s"
            .formatted(
                result.outcome(),
                result.steps(),
                result.seconds(),
                number("%.3g", result.stepsPerSecond()),
                number(result.finalLoss())));
    line(text, "memory", "%,.0f MiB at its peak".formatted(result.peakRssMiB()));
    if (files != null) {
      line(text, "files", files.toString());
    }
    return text.toString();
  }

  private static String network(RunPlan plan) {
    NetworkPlan network = plan.network();
    String text =
        "%,d →%s 1, %s, %,d parameters"
            .formatted(
                network.dimension(),
                " %d →".formatted(network.width()).repeat(network.depth()),
                ResolvedOptions.of(plan).get("activation"),
                network.parameters());
    return network.isWidthShrunk()
        ? text + " (the default width was halved until d × width ≤ 2^28)"
        : text;
  }

  /** How it is trained, in a line. */
  static String method(RunPlan plan) {
    Map<String, Object> options = ResolvedOptions.of(plan);
    String directions =
        plan.loss().isExact()
            ? "exact over the span"
            : "%s %s directions, %s"
                .formatted(
                    options.get("direction-count"),
                    options.get("directions"),
                    options.get("residual"));
    Object lambda = options.get("damping");
    String damping = lambda == null ? "" : " λ = %s,".formatted(lambda);
    return "%s, Laplacian %s, %s,%s η = %s %s, batch %,d"
        .formatted(
            plan.method().estimate(),
            directions,
            options.get("step-rule"),
            damping,
            options.get("learning-rate"),
            options.get("schedule"),
            plan.loss().batch());
  }

  private static String baselines(RunResult result) {
    return "constant %s (error %s × that), affine %s (%s × that)"
        .formatted(
            number(result.constantBaseline()),
            ratio(result.relativeL2(), result.constantBaseline()),
            number(result.affineBaseline()),
            ratio(result.relativeL2(), result.affineBaseline()));
  }

  private static String number(@Nullable Double value) {
    return number("%.2e", value);
  }

  private static String number(String format, @Nullable Double value) {
    return value == null ? "unknown" : format.formatted(value);
  }

  private static String ratio(@Nullable Double error, @Nullable Double baseline) {
    return error == null || baseline == null ? "unknown" : "%.2g".formatted(error / baseline);
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-10s  %s%n".formatted(what, value));
  }
}
