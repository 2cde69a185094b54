package org.sdze.benchmarks.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.generator.Benchmark;
import org.sdze.benchmarks.generator.EquationBenchmark;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.benchmarks.generator.TestFunction;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Option;

/** The options of {@code search-compare}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class SearchCompareOptions {

  private static final int SEEDS = 20;
  private static final int MOST_SEEDS = 10_000;

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

  /** What the generators are compared on, at least one. */
  public List<Benchmark> benchmarks() {
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
          Text.format(
              "--only must be a part of one of %s, was %s",
              all.stream()
                  .map(each -> Text.format("\"%s\"", each.title()))
                  .collect(Collectors.joining(", ")),
              part.isEmpty() ? "empty" : part));
    }
    return wanted;
  }

  /** The generators that are compared with random search. */
  public Set<Contender> generators() {
    if (generators == null) {
      return EnumSet.allOf(Contender.class);
    }
    Set<Contender> wanted = EnumSet.noneOf(Contender.class);
    for (String name : generators.split(",", -1)) {
      wanted.add(new OptionText("--generators", name).oneOf(Contender.class, Contender.RANDOM));
    }
    return wanted;
  }

  /** How many seeds each generator is run with. */
  public int seeds() {
    return (int) new OptionText("--seeds", seeds).whole(1, MOST_SEEDS, SEEDS);
  }

  /** How many seeds are run at a time. */
  public int workers() {
    return new OptionText("--workers", workers).workers(Runtime.getRuntime().availableProcessors());
  }

  /** Where the runs are kept; null for nowhere. */
  public @Nullable Path out() {
    return OptionText.path("--out", out);
  }

  /** Whether stdout gets a JSON object instead of the table. */
  public boolean isJson() {
    return json;
  }
}
