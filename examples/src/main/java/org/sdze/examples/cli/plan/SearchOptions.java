package org.sdze.examples.cli.plan;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problems;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code search}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class SearchOptions {

  private static final int MOST_CANDIDATES = 1_000_000;
  private static final int MOST_MEMORY = 1 << 24;

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

  /** The search, with what the options change about it. */
  public SearchConfig search() {
    if (config == null && resume == null) {
      throw new UserMistake("a search is missing: give a CONFIG, or --resume with its folder");
    }
    if (resume != null && out != null) {
      throw new UserMistake(
          Text.format(
              "--resume %s and --out %s cannot both name the folder: give one of them",
              resume, out));
    }
    Problems found = problems.found();
    SearchConfig read =
        RunPlan.libraryAccepts(
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
    return RunPlan.libraryAccepts(() -> read.with(changed, atATime, mebibytes));
  }

  /** The folder; null for a new temporary one. */
  public @Nullable Path folder() {
    return OptionText.path(folderOption(), resume == null ? out : resume);
  }

  /** The option that names the folder. */
  public String folderOption() {
    return resume == null ? "--out" : "--resume";
  }

  /** The command that goes on with a search in a folder. */
  public String command(Path folder) {
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

  /** The options that bring the problem, again. */
  public List<String> problemOptions() {
    return problems.again();
  }

  /** Whether nothing is run. */
  public boolean isValidation() {
    return validate;
  }

  /** Whether stdout ends with a JSON object. */
  public boolean isJson() {
    return json;
  }

  /** Whether stderr stays silent as long as nothing is wrong. */
  public boolean isQuiet() {
    return quiet;
  }
}
