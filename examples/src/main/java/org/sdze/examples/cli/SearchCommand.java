package org.sdze.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.cli.search.CandidateProcess;
import org.sdze.examples.cli.search.SearchDisplay;
import org.sdze.examples.cli.search.SearchTable;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problems;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code search}: looks for better settings than the defaults. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "search",
    description = "Looks for good settings of a problem, as a file describes the search.",
    exitCodeList = {
      "0:done; a candidate that fails or diverges is a row that says so",
      "1:a failure of the program",
      "2:a mistake in the command or the file",
      "130:Ctrl-C; the command that is printed goes on where it stopped"
    })
final class SearchCommand implements Callable<Integer> {

  private static final int MOST_CANDIDATES = 1_000_000;
  private static final int MOST_MEMORY = 1 << 24;

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CONFIG",
      arity = "0..1",
      description = "A file such as arbiter-configs/configs/sine-gordon-100.json.")
  private @Nullable String config;

  @Mixin private ProblemOptions problems = new ProblemOptions();

  @Option(
      names = "--validate",
      description = "Only say what the search would do, and how large its space is.")
  private boolean validate;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      description = "Candidates at most (default: the file's).")
  private @Nullable String candidates;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description =
          "Seconds of the whole search, those before an interruption included; what is under way "
              + "then is given up (default: the file's).")
  private @Nullable String time;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Candidates at a time (default: the file's).")
  private @Nullable String workers;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "What the candidates may take together, in MiB (default: the file's).")
  private @Nullable String memory;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the search; what is finished there is not trained again.")
  private @Nullable String out;

  @Option(
      names = "--resume",
      paramLabel = "DIR",
      description = "Go on with the search in this folder.")
  private @Nullable String resume;

  @Option(names = "--json", description = "Print one JSON object as the last line of stdout.")
  private boolean json;

  @Option(names = "--quiet", description = "Show no progress on stderr.")
  private boolean quiet;

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
    SearchConfig search = search();
    PrintWriter stdout = spec.commandLine().getOut();
    if (validate) {
      stdout.print(search.inWords());
      stdout.flush();
      return Outcome.DONE.exitCode();
    }
    UserMistake.unlessAccepted(
        () -> {
          search.requireDevice();
          return search;
        });
    Path folder = folder();
    String command = command(folder);
    PrintStream stderr = System.err;
    interruption.leaves("what has ended is kept in " + folder);
    interruption.hold("the report of what has ended is being written");
    Search.Result result;
    try (SearchDisplay display = SearchDisplay.of(search, quiet, stderr)) {
      result =
          Search.run(
              search,
              folder,
              CandidateProcess.launcher(search.threads(), problems.again()),
              display,
              interruption::isRequested,
              command);
    }
    print(result, stdout);
    if (!quiet) {
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
    if (json) {
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
    String option = resume == null ? "--out" : "--resume";
    @Nullable Path given = OptionText.path(option, resume == null ? out : resume);
    return given == null
        ? ResultFiles.temporary("sdze-search")
        : ResultFiles.in(option, given).folder();
  }

  /** The search, with what the options change about it. */
  private SearchConfig search() {
    if (config == null && resume == null) {
      throw new UserMistake("a search is missing: give a CONFIG, or --resume with its folder");
    }
    if (resume != null && out != null) {
      throw new UserMistake(
          "--resume %s and --out %s cannot both name the folder: give one of them", resume, out);
    }
    Problems found = problems.found();
    SearchConfig read =
        UserMistake.unlessAccepted(
            () ->
                config == null
                    ? Search.in(OptionText.path("--resume", resume), found)
                    : SearchConfig.read(OptionText.path("CONFIG", config), found));
    SearchConfig.Limits limits = read.limits();
    OptionText limit = new OptionText("--time", time);
    SearchConfig.Limits changed =
        new SearchConfig.Limits(
            (int)
                new OptionText("--candidates", candidates)
                    .whole(1, MOST_CANDIDATES, limits.candidates()),
            limit.isGiven() ? (Double) limit.positive(0) : limits.seconds(),
            limits.score(),
            limits.candidateSeconds());
    int atATime = new OptionText("--workers", workers).workers(read.workers());
    int mebibytes =
        (int)
            new OptionText("--memory", memory)
                .whole(SearchConfig.LEAST_MEMORY, MOST_MEMORY, read.memoryMebibytes());
    return UserMistake.unlessAccepted(() -> read.with(changed, atATime, mebibytes));
  }

  /** The command that goes on with a search in a folder. */
  private String command(Path folder) {
    StringBuilder command = new StringBuilder("./sdze search");
    command.append(
        config == null ? " --resume " + folder : Text.format(" %s --out %s", config, folder));
    append(command, "--candidates", candidates);
    append(command, "--time", time);
    append(command, "--workers", workers);
    append(command, "--memory", memory);
    problems.again().forEach(word -> command.append(' ').append(word));
    return command.toString();
  }

  private static void append(StringBuilder command, String option, @Nullable String value) {
    if (value != null) {
      command.append(' ').append(option).append(' ').append(value);
    }
  }
}
