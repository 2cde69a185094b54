package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.benchmarks.generator.Benchmark;
import org.sdze.benchmarks.generator.FinishedRuns;
import org.sdze.benchmarks.generator.GeneratorComparison;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.benchmarks.plan.SearchCompareOptions;
import org.sdze.examples.cli.Version;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code search-compare}: what the generators of searches are worth. */
@Command(
    name = "search-compare",
    description =
        "Compares the generators of searches with Arbiter's random search at equal training: the "
            + "median of the best score after each quarter of the budget, and how many seeds ended "
            + "better and worse, with the sign test's p.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class SearchCompareCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Spec private CommandSpec spec;
  @Mixin private SearchCompareOptions options = new SearchCompareOptions();

  SearchCompareCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  /** The figures of one generator; a median is null where more than half of the runs have none. */
  private record Figures(
      String benchmark,
      String generator,
      int seeds,
      int budget,
      List<@Nullable Double> medians,
      int better,
      int worse,
      double chance) {}

  /** The figures of all, and what their bits depend on. */
  private record AllFigures(List<Figures> rows, Arithmetic arithmetic) {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    List<Benchmark> benchmarks = options.benchmarks();
    Set<Contender> generators = options.generators();
    int seeds = options.seeds();
    int workers = options.workers();
    FinishedRuns finished = finishedRuns();
    List<Figures> figures = new ArrayList<>();
    if (!options.isJson()) {
      out.println(GeneratorComparison.header());
    }
    for (Benchmark benchmark : benchmarks) {
      Consumer<GeneratorComparison.Row> listener =
          row -> {
            figures.add(figures(row, seeds));
            if (!options.isJson()) {
              out.println(row.inMarkdown());
              out.flush();
            }
          };
      GeneratorComparison.run(
          benchmark, generators, seeds, benchmark.budget(), workers, finished, listener);
    }
    if (options.isJson()) {
      out.println(Json.text(new AllFigures(figures, Arithmetic.here())));
    }
    out.flush();
    return Outcome.DONE.exitCode();
  }

  private FinishedRuns finishedRuns() throws IOException {
    Path out = options.out();
    if (out == null) {
      return new FinishedRuns();
    }
    Path runs = ResultFiles.in("--out", out).folder().resolve("runs.tsv");
    if (Files.isDirectory(runs)) {
      throw new UserMistake(Text.format("%s must be a file, is a folder", runs));
    }
    Files.createDirectories(out);
    noteArithmetic(out.resolve("arithmetic.json"));
    interruption.leaves(
        Text.format("the runs that ended are kept in %s: the same command goes on with them", out));
    try {
      return new FinishedRuns(runs);
    } catch (IllegalArgumentException e) {
      throw new UserMistake(String.valueOf(e.getMessage()));
    } catch (CharacterCodingException e) {
      throw new UserMistake(Text.format("%s must hold the runs of a comparison, is no text", runs));
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

  private static Figures figures(GeneratorComparison.Row row, int seeds) {
    List<@Nullable Double> medians = new ArrayList<>();
    row.medians().forEach(median -> medians.add(Double.isFinite(median) ? median : null));
    return new Figures(
        row.benchmark().title(),
        row.contender().title(),
        seeds,
        row.benchmark().budget(),
        medians,
        row.better(),
        row.worse(),
        row.chance());
  }
}
