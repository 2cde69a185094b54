package org.sdze.benchmarks.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonChart;
import org.sdze.benchmarks.compare.ComparisonTable;
import org.sdze.benchmarks.compare.Contender;
import org.sdze.benchmarks.compare.Setting;
import org.sdze.benchmarks.plan.Match;
import org.sdze.benchmarks.plan.ProblemArgument;
import org.sdze.examples.cli.SolveCommand;
import org.sdze.examples.cli.TrainCommand;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.ProblemFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code compare}: rivals beside ours on the same problem, seeds and budget. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "compare",
    description = "Runs rivals beside ours, each at its best setting, and prints the table.",
    exitCodeList = {
      "0:done; a rival that fails or diverges is a row that says so",
      "1:a failure of the program",
      "2:a mistake in the command",
      "130:Ctrl-C; the same command with --out goes on where it stopped"
    })
final class CompareCommand implements Callable<Integer> {

  private static final double DEFAULT_SECONDS = 60;
  private static final int MOST_TEST_POINTS = 10_000_000;

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Mixin private ProblemArgument problem = new ProblemArgument();

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

  CompareCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    Match match = match();
    List<Contender> contenders = Contender.named(only(), match.dimension());
    int atATime = new OptionText("--workers", workers).workers(1);
    requireSomethingToRun(match, contenders);
    Path folder = folder();
    PrintStream stderr = System.err;
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command%s goes on with them",
            folder, out == null ? " with --out " + folder : ""));
    interruption.hold("the table of the runs that ended is being made");
    Comparison.Result result =
        new Comparison(
                match, contenders, folder.resolve("runs"), atATime, stderr::println, interruption)
            .run();
    String table = ComparisonTable.of(result);
    String tried = ComparisonTable.tried(result);
    AtomicFile.write(folder.resolve("comparison.md"), table + System.lineSeparator() + tried);
    if (result.isComplete()) {
      ComparisonChart.write(match, result, folder.resolve("comparison.png"));
    }
    if (json) {
      stderr.print(table);
      spec.commandLine().getOut().println(json(match, result));
    } else {
      spec.commandLine().getOut().println("Settings tried on the first seed:");
      spec.commandLine().getOut().println(tried);
      spec.commandLine().getOut().print(table);
    }
    spec.commandLine().getOut().flush();
    stderr.println("files: " + folder);
    return result.isComplete() ? Outcome.DONE.exitCode() : Outcome.INTERRUPTED.exitCode();
  }

  /**
   * A setting that a problem does not allow is a row that says so; if it allows none, the command
   * is the mistake.
   */
  private void requireSomethingToRun(Match match, List<Contender> contenders) {
    @Nullable UserMistake last = null;
    for (Contender contender : contenders) {
      for (Setting setting : contender.grid()) {
        List<String> run = new ArrayList<>(match.options(match.budget(), 0));
        run.addAll(setting.options());
        TrainCommand command =
            contender.command().equals("solve")
                ? new SolveCommand(interruption)
                : new RivalCommand(interruption);
        command.commandLine().parseArgs(run.toArray(String[]::new));
        try {
          command.plan();
          return;
        } catch (UserMistake e) {
          last = e;
        }
      }
    }
    if (last != null) {
      throw last;
    }
  }

  private Path folder() throws IOException {
    @Nullable Path given = OptionText.path("--out", out);
    return given == null
        ? ResultFiles.temporary("sdze-compare")
        : ResultFiles.in("--out", given).made();
  }

  /** The rows of a comparison. */
  private record Document(String problem, int dim, List<?> rows, List<?> tried, boolean complete) {}

  private static String json(Match match, Comparison.Result result) throws JsonProcessingException {
    return Json.text(
        new Document(
            match.problem(),
            match.dimension(),
            result.rows(),
            result.tried(),
            result.isComplete()));
  }

  /** What all contenders share. */
  private Match match() {
    int d = problem.dimension(1);
    ProblemFactory factory = problem.factory();
    RunPlan.requireDimension(factory, d);
    OptionText count = new OptionText("--steps", steps);
    OptionText limit = new OptionText("--time", time);
    if (count.isGiven() && limit.isGiven()) {
      throw new UserMistake(
          "--steps %s and --time %s cannot both limit the runs: give one of them", steps, time);
    }
    double budget =
        count.isGiven() ? count.whole(1, Long.MAX_VALUE, 1) : limit.positive(DEFAULT_SECONDS);
    return new Match(
        factory.name(),
        problem.again(),
        d,
        !count.isGiven(),
        budget,
        new OptionText("--seeds", seeds).whole(1, 3),
        (int) new OptionText("--test-points", testPoints).whole(1, MOST_TEST_POINTS, 20_000));
  }

  /** The names of those who take part; empty stands for all. */
  private List<String> only() {
    return only == null ? List.of() : Arrays.asList(only.split(",", -1));
  }
}
