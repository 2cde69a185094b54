package org.sdze.benchmarks.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonChart;
import org.sdze.benchmarks.compare.ComparisonTable;
import org.sdze.benchmarks.compare.Contender;
import org.sdze.benchmarks.compare.Setting;
import org.sdze.benchmarks.plan.CompareOptions;
import org.sdze.benchmarks.plan.Match;
import org.sdze.examples.cli.SolveCommand;
import org.sdze.examples.cli.TrainCommand;
import org.sdze.examples.cli.Version;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code compare}: rivals beside ours on the same problem, seeds and budget. */
@Command(
    name = "compare",
    description = "Runs rivals beside ours, each at its best setting, and prints the table.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; a rival that fails or diverges is a row that says so",
      "1:a failure of the program",
      "2:a mistake in the command",
      "130:Ctrl-C; the same command with --out goes on where it stopped"
    })
final class CompareCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Spec private CommandSpec spec;
  @Mixin private CompareOptions options = new CompareOptions();

  CompareCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    Match match = options.match();
    List<Contender> contenders = Contender.named(options.only(), match.dimension());
    int workers = options.workers();
    requireSomethingToRun(match, contenders);
    Path folder = folder();
    PrintStream stderr = System.err;
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command%s goes on with them",
            folder, options.out() == null ? " with --out " + folder : ""));
    interruption.hold("the table of the runs that ended is being made");
    Comparison.Result result =
        new Comparison(match, folder.resolve("runs"), workers, stderr::println, interruption)
            .run(contenders);
    String table = ComparisonTable.of(result);
    String tried = ComparisonTable.tried(result);
    AtomicFile.write(folder.resolve("comparison.md"), table + System.lineSeparator() + tried);
    if (result.isComplete()) {
      ComparisonChart.write(match, result, folder.resolve("comparison.png"));
    }
    if (options.isJson()) {
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
    @Nullable Path out = options.out();
    if (out != null) {
      return ResultFiles.in("--out", out).made();
    }
    try {
      return Files.createTempDirectory("sdze-compare");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
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
}
