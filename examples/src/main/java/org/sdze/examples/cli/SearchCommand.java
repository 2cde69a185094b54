package org.sdze.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.examples.cli.plan.SearchOptions;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.cli.search.CandidateProcess;
import org.sdze.examples.cli.search.SearchDisplay;
import org.sdze.examples.cli.search.SearchTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code search}: looks for better settings than the defaults. */
@Command(
    name = "search",
    description = "Looks for good settings of a problem, as a file describes the search.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done; a candidate that fails or diverges is a row that says so",
      "1:a failure of the program",
      "2:a mistake in the command or the file",
      "130:Ctrl-C; the command that is printed goes on where it stopped"
    })
final class SearchCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Spec private CommandSpec spec;
  @Mixin private SearchOptions options = new SearchOptions();

  SearchCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  /** The figures of a search. */
  private record Figures(
      int candidates,
      int failed,
      Map<String, Object> best,
      @Nullable Double bestScore,
      @Nullable Double defaultScore,
      double seconds) {}

  @Override
  public Integer call() throws IOException {
    SearchConfig config = options.search();
    PrintWriter out = spec.commandLine().getOut();
    if (options.isValidation()) {
      out.print(config.inWords());
      out.flush();
      return Outcome.DONE.exitCode();
    }
    Path folder = folder();
    String command = options.command(folder);
    PrintStream stderr = System.err;
    interruption.leaves("what has ended is kept in " + folder);
    interruption.hold("the report of what has ended is being written");
    Search.Result result;
    try (SearchDisplay display = SearchDisplay.of(config, options.isQuiet(), stderr)) {
      result =
          Search.run(
              config,
              folder,
              CandidateProcess.launcher(config.threads(), options.problemOptions()),
              display,
              interruption::isRequested,
              command);
    }
    print(result, out);
    if (!options.isQuiet()) {
      stderr.println("files: " + folder);
    }
    if (result.end() == Search.End.INTERRUPTED) {
      stderr.println("to go on: " + command);
      return Outcome.INTERRUPTED.exitCode();
    }
    return Outcome.DONE.exitCode();
  }

  private void print(Search.Result result, PrintWriter out) throws JsonProcessingException {
    SearchSummary summary = result.summary();
    out.print(SearchTable.of(summary));
    if (options.isJson()) {
      int failed = (int) summary.candidates().stream().filter(SearchTable::isFailed).count();
      out.println(
          Json.text(
              new Figures(
                  summary.candidates().size(),
                  failed,
                  result.bestValues(),
                  result.bestScore(),
                  summary.defaultScore(),
                  summary.seconds())));
    }
    out.flush();
  }

  private Path folder() {
    @Nullable Path out = options.folder();
    if (out != null) {
      return ResultFiles.in(options.folderOption(), out).folder();
    }
    try {
      return Files.createTempDirectory("sdze-search");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }
}
