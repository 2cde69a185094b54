package org.sdze.examples.cli.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.sdze.examples.cli.plan.Match;

/**
 * Runs contenders one after the other on the same problems, seeds and budget.
 *
 * <p>A contender with more than one setting is tuned on the first seed: every setting gets a
 * quarter of the budget, the best three the whole one, and the best of those runs on all seeds.
 * That favours whoever has settings to choose from, which ours does not do.
 */
public final class Comparison {

  private static final int FINALISTS = 3;
  private static final int TUNING_SHARE = 4;

  private final Match match;
  private final Path folder;
  private final Consumer<String> progress;
  private final BooleanSupplier isInterrupted;
  private final List<Tried> tried = new ArrayList<>();
  private int done;
  private int total;

  /** A setting that was tried while tuning, and the error that it came to. */
  public record Tried(String contender, String setting, double budget, double error) {}

  /** What a comparison came to; incomplete where it was interrupted. */
  public record Result(
      List<ComparisonRow> rows, List<Tried> tried, List<Line> lines, boolean isComplete) {}

  /** The first seed's curve of a contender, for the picture. */
  public record Line(String contender, Measured run) {}

  /**
   * A comparison.
   *
   * @param folder where the runs are kept
   * @param progress hears of every run
   */
  public Comparison(
      Match match, Path folder, Consumer<String> progress, BooleanSupplier isInterrupted) {
    this.match = match;
    this.folder = folder;
    this.progress = progress;
    this.isInterrupted = isInterrupted;
  }

  /** Runs everything, or what is left of it. */
  public Result run(List<Contender> contenders) throws IOException {
    for (Contender contender : contenders) {
      int settings = contender.grid().size();
      total += match.seeds() + (settings > 1 ? settings + Math.min(FINALISTS, settings) : 0);
    }
    List<ComparisonRow> rows = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (Contender contender : contenders) {
      Optional<Setting> best = best(contender);
      if (best.isEmpty()) {
        return new Result(rows, tried, lines, false);
      }
      List<Measured> runs = new ArrayList<>();
      for (int seed = 0; seed < match.seeds(); seed++) {
        Optional<Measured> run = measure(contender, best.get(), match.budget(), seed);
        if (run.isEmpty()) {
          return new Result(rows, tried, lines, false);
        }
        runs.add(run.get());
      }
      rows.add(ComparisonRow.of(contender, best.get(), runs));
      lines.add(new Line(contender.name(), runs.get(0)));
    }
    return new Result(rows, tried, lines, true);
  }

  private Optional<Setting> best(Contender contender) throws IOException {
    if (contender.grid().size() == 1) {
      return Optional.of(contender.grid().get(0));
    }
    double share =
        match.isTimed() ? match.budget() / TUNING_SHARE : Math.ceil(match.budget() / TUNING_SHARE);
    Optional<List<Setting>> ranked = rank(contender, contender.grid(), share);
    if (ranked.isEmpty()) {
      return Optional.empty();
    }
    List<Setting> finalists = ranked.get().subList(0, Math.min(FINALISTS, ranked.get().size()));
    return rank(contender, finalists, match.budget()).map(settings -> settings.get(0));
  }

  /** The settings by the errors they come to on the first seed, the best first. */
  private Optional<List<Setting>> rank(Contender contender, List<Setting> settings, double budget)
      throws IOException {
    record Scored(Setting setting, double error) {}
    List<Scored> scored = new ArrayList<>();
    for (Setting setting : settings) {
      Optional<Measured> run = measure(contender, setting, budget, 0);
      if (run.isEmpty()) {
        return Optional.empty();
      }
      scored.add(new Scored(setting, run.get().error()));
      tried.add(new Tried(contender.name(), setting.toString(), budget, run.get().error()));
    }
    scored.sort(Comparator.comparingDouble(Scored::error));
    return Optional.of(scored.stream().map(Scored::setting).toList());
  }

  private Optional<Measured> measure(Contender contender, Setting setting, double budget, int seed)
      throws IOException {
    if (isInterrupted.getAsBoolean()) {
      return Optional.empty();
    }
    List<String> options = new ArrayList<>(match.options(budget, seed));
    options.addAll(setting.options());
    Path place =
        folder
            .resolve("%s-%d".formatted(match.problem(), match.dimension()))
            .resolve(contender.name())
            .resolve(
                "%s_%s%.6g_seed%d_points%d"
                    .formatted(
                        setting.slug(),
                        match.isTimed() ? "time" : "steps",
                        budget,
                        seed,
                        match.testPoints()));
    Optional<Measured> run = RunProcess.run(options, place);
    done++;
    run.ifPresent(
        measured ->
            progress.accept(
                "run %d of %d: %s, %s, seed %d: %s"
                    .formatted(
                        done,
                        total,
                        contender.name(),
                        setting,
                        seed,
                        "done".equals(measured.outcome())
                            ? "error %.2e".formatted(measured.error())
                            : measured.outcome())));
    return run;
  }
}
