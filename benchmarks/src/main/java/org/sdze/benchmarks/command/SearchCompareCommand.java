package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.benchmarks.generator.Benchmark;
import org.sdze.benchmarks.generator.EquationBenchmark;
import org.sdze.benchmarks.generator.FinishedRuns;
import org.sdze.benchmarks.generator.GeneratorComparison;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.benchmarks.generator.TestFunction;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code search-compare}: what the generators of searches are worth. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "search-compare",
    description =
        "Compares the generators of searches with Arbiter's random search at equal training: the "
            + "median of the best score after each quarter of the budget, and how many seeds ended "
            + "better and worse, with the sign test's p.")
final class SearchCompareCommand implements Callable<Integer> {

  private static final int SEEDS = 20;
  private static final int MOST_SEEDS = 10_000;

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description =
          "Seeds 0, 1, … of every generator (default: 20, two hours for the equation on two cores).")
  private @Nullable String seeds;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Only functions and equations whose title contains this, e.g. Branin or sine-gordon.")
  private @Nullable String only;

  @Option(
      names = "--generators",
      paramLabel = "NAMES",
      description =
          "Some generators besides random, with commas between them: sobol, bayesian, halving, "
              + "hyperband (default: all).")
  private @Nullable String generators;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Seeds at a time (default: one per core).")
  private @Nullable String workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder where every run is kept; what is there is not run again.")
  private @Nullable String out;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  SearchCompareCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  /**
   * The figures of all, and what their bits depend on.
   *
   * @param precision of the networks that the equation's candidates are
   */
  private record Figures(
      List<GeneratorComparison.Row> rows, String precision, Arithmetic arithmetic) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter stdout = spec.commandLine().getOut();
    List<Benchmark> benchmarks = benchmarks();
    Set<Contender> contenders = contenders();
    int count = (int) new OptionText("--seeds", seeds).whole(1, MOST_SEEDS, SEEDS);
    int atATime =
        new OptionText("--workers", workers).workers(Runtime.getRuntime().availableProcessors());
    FinishedRuns finished = finishedRuns();
    List<GeneratorComparison.Row> rows = new ArrayList<>();
    if (!json) {
      stdout.println(GeneratorComparison.header());
    }
    for (Benchmark benchmark : benchmarks) {
      Consumer<GeneratorComparison.Row> listener =
          row -> {
            rows.add(row);
            if (!json) {
              stdout.println(row.inMarkdown());
              stdout.flush();
            }
          };
      GeneratorComparison.run(
          benchmark, contenders, count, benchmark.budget(), atATime, finished, listener);
    }
    if (json) {
      stdout.println(
          Json.text(
              new Figures(
                  rows, OptionText.nameOf(EquationBenchmark.precision()), Arithmetic.here())));
    }
    stdout.flush();
    return Outcome.DONE.exitCode();
  }

  private FinishedRuns finishedRuns() throws IOException {
    @Nullable Path folder = OptionText.path("--out", out);
    if (folder == null) {
      return new FinishedRuns();
    }
    Path runs = ResultFiles.in("--out", folder).folder().resolve("runs.tsv");
    if (Files.isDirectory(runs)) {
      throw new UserMistake("%s must be a file, is a folder", runs);
    }
    Files.createDirectories(folder);
    noteArithmetic(folder.resolve("arithmetic.json"));
    interruption.leaves(
        Text.format(
            "the runs that ended are kept in %s: the same command goes on with them", folder));
    try {
      return new FinishedRuns(runs);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      throw new UserMistake("%s must hold the runs of a comparison, is no text", runs);
    }
  }

  /** Says where the runs of a folder were made by another arithmetic. */
  private static void noteArithmetic(Path file) throws IOException {
    Arithmetic here = Arithmetic.here();
    if (!Files.exists(file)) {
      JsonRecord.write(file, here);
      return;
    }
    PrintStream stderr = System.err;
    here.differenceFrom(JsonRecord.read(file, Arithmetic.class))
        .ifPresent(
            difference ->
                stderr.println(
                    Text.format(
                        "warning: this goes on with other arithmetic than that of the runs there (%s)",
                        difference)));
  }

  /** What the generators are compared on, at least one. */
  private List<Benchmark> benchmarks() {
    List<Benchmark> all = new ArrayList<>(List.of(TestFunction.values()));
    all.add(new EquationBenchmark());
    String part = only;
    if (part == null) {
      return all;
    }
    List<Benchmark> wanted =
        part.isEmpty()
            ? List.of()
            : all.stream().filter(each -> each.title().contains(part)).toList();
    if (wanted.isEmpty()) {
      throw new UserMistake(
          "--only must be a part of one of %s, was %s",
          all.stream()
              .map(each -> Text.format("\"%s\"", each.title()))
              .collect(Collectors.joining(", ")),
          part.isEmpty() ? "empty" : part);
    }
    return wanted;
  }

  /** The generators that are compared with random search. */
  private Set<Contender> contenders() {
    if (generators == null) {
      return EnumSet.allOf(Contender.class);
    }
    Set<Contender> wanted = EnumSet.noneOf(Contender.class);
    for (String name : generators.split(",", -1)) {
      wanted.add(new OptionText("--generators", name).oneOf(Contender.class, Contender.RANDOM));
    }
    return wanted;
  }
}
