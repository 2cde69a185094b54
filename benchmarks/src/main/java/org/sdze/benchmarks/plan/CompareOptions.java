package org.sdze.benchmarks.plan;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.ProblemFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code compare}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class CompareOptions {

  private static final double DEFAULT_SECONDS = 60;
  private static final int MOST_TEST_POINTS = 10_000_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROBLEM",
      description = "One of the names that list prints.")
  private @Nullable String problem;

  @Mixin private ProblemOptions problems = new ProblemOptions();

  @Option(
      names = "--dim",
      paramLabel = "D",
      defaultValue = "100",
      description = "Dimension (default: ${DEFAULT-VALUE}).")
  private @Nullable String dimension;

  @Option(names = "--steps", paramLabel = "N", description = "Every run trains for so many steps.")
  private @Nullable String steps;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Every run trains for so many seconds (default: 60).")
  private @Nullable String time;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Seeds 0, 1, … of every contender's best setting (default: ${DEFAULT-VALUE}).")
  private @Nullable String seeds;

  @Option(
      names = "--only",
      paramLabel = "NAMES",
      description =
          "Some contenders, with commas between them: sdze, backprop-gauss-newton, backprop-adam, "
              + "mezo, low-rank, eggroll (default: all).")
  private @Nullable String only;

  @Option(
      names = "--test-points",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Points on which errors are measured (default: ${DEFAULT-VALUE}).")
  private @Nullable String testPoints;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs at a time, each with its share of the cores (default: ${DEFAULT-VALUE}).")
  private @Nullable String workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder for the table, the picture and every run; what is there is not run again.")
  private @Nullable String out;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  /** What all contenders share. */
  public Match match() {
    int d = new OptionText("--dim", dimension).whole(1, 100);
    ProblemFactory factory = problems.named(problem);
    RunPlan.requireDimension(factory, d);
    OptionText count = new OptionText("--steps", steps);
    OptionText limit = new OptionText("--time", time);
    if (count.isGiven() && limit.isGiven()) {
      throw new UserMistake(
          Text.format(
              "--steps %s and --time %s cannot both limit the runs: give one of them",
              steps, time));
    }
    double budget =
        count.isGiven() ? count.whole(1, Long.MAX_VALUE, 1) : limit.positive(DEFAULT_SECONDS);
    return new Match(
        factory.name(),
        problems.again(),
        d,
        !count.isGiven(),
        budget,
        new OptionText("--seeds", seeds).whole(1, 3),
        (int) new OptionText("--test-points", testPoints).whole(1, MOST_TEST_POINTS, 20_000));
  }

  /** The names of those who take part; empty stands for all. */
  public List<String> only() {
    return only == null ? List.of() : Arrays.asList(only.split(",", -1));
  }

  /** How many runs there are at a time. */
  public int workers() {
    return new OptionText("--workers", workers).workers(1);
  }

  /** Where files go, if anywhere. */
  public @Nullable Path out() {
    return OptionText.path("--out", out);
  }

  /** Whether stdout gets a JSON object instead of the table. */
  public boolean isJson() {
    return json;
  }
}
