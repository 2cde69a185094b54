package org.sdze.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.compare.Comparison;
import org.sdze.examples.cli.compare.ComparisonChart;
import org.sdze.examples.cli.compare.ComparisonTable;
import org.sdze.examples.cli.compare.Contender;
import org.sdze.examples.cli.plan.CompareOptions;
import org.sdze.examples.cli.plan.Match;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
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
    interruption.listen();
    Match match = options.match();
    List<Contender> contenders = Contender.named(options.only(), match.dimension());
    Path folder = folder();
    PrintStream stderr = System.err;
    Comparison.Result result =
        new Comparison(
                match,
                folder.resolve("runs"),
                options.workers(),
                stderr::println,
                interruption::isRequested)
            .run(contenders);
    String table = ComparisonTable.of(result);
    String tried = ComparisonTable.tried(result);
    Files.writeString(folder.resolve("comparison.md"), table + System.lineSeparator() + tried);
    ComparisonChart.write(match, result, folder.resolve("comparison.png"));
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

  private Path folder() {
    @Nullable Path out = options.out();
    if (out != null) {
      return ResultFiles.in(out).folder();
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
