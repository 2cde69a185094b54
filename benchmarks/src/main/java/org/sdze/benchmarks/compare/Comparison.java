package org.sdze.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.sdze.benchmarks.plan.Match;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.text.Text;

/**
 * Contenders on the same problems, seeds and budget.
 *
 * <p>A contender with more than one setting is tuned on the first seed: every setting gets a
 * quarter of the budget, the best three the whole one, and the best of those runs on all seeds.
 * That favours whoever has settings to choose from, which ours does not do.
 */
public final class Comparison {

  private static final int FINALISTS = 3;
  private static final int TUNING_SHARE = 4;

  private final Match match;
  private final List<Contender> contenders;
  private final Runs runs;
  private final List<Tried> tried = new ArrayList<>();

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
   * @param workers how many runs there are at a time
   * @param progress hears of every run
   * @param interruption ends the runs under way, and with them the comparison
   */
  public Comparison(
      Match match,
      List<Contender> contenders,
      Path folder,
      int workers,
      Consumer<String> progress,
      Interruption interruption) {
    this.match = match;
    this.contenders = contenders;
    int total = 0;
    for (Contender contender : contenders) {
      int settings = contender.grid().size();
      total += match.seeds() + (settings > 1 ? settings + Math.min(FINALISTS, settings) : 0);
    }
    this.runs = new Runs(folder, workers, total, progress, interruption);
  }

  /** Runs everything, or what is left of it. */
  public Result run() throws IOException {
    List<ComparisonRow> rows = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (Contender contender : contenders) {
      Optional<Setting> best = best(contender);
      if (best.isEmpty()) {
        return new Result(rows, tried, lines, false);
      }
      Optional<List<Measured>> measured =
          runs.measure(
              IntStream.range(0, match.seeds())
                  .mapToObj(seed -> run(contender, best.get(), match.budget(), seed))
                  .toList());
      if (measured.isEmpty()) {
        return new Result(rows, tried, lines, false);
      }
      rows.add(ComparisonRow.of(contender, best.get(), measured.get()));
      lines.add(new Line(contender.name(), measured.get().get(0)));
    }
    return new Result(rows, tried, lines, true);
  }

  private Optional<Setting> best(Contender contender) throws IOException {
    if (contender.grid().size() == 1) {
      return Optional.of(contender.grid().get(0));
    }
    double share = match.budget() / TUNING_SHARE;
    Optional<List<Setting>> ranked =
        rank(contender, contender.grid(), match.isTimed() ? share : Math.ceil(share));
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
    Optional<List<Measured>> measured =
        runs.measure(settings.stream().map(each -> run(contender, each, budget, 0)).toList());
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    List<Scored> scored = new ArrayList<>();
    for (int k = 0; k < settings.size(); k++) {
      double error = measured.get().get(k).error();
      scored.add(new Scored(settings.get(k), error));
      tried.add(new Tried(contender.name(), settings.get(k).toString(), budget, error));
    }
    scored.sort(Comparator.comparingDouble(Scored::error));
    return Optional.of(scored.stream().map(Scored::setting).toList());
  }

  private Runs.Run run(Contender contender, Setting setting, double budget, int seed) {
    List<String> options = new ArrayList<>(List.of(contender.command()));
    options.addAll(match.options(budget, seed));
    options.addAll(setting.options());
    String place =
        Text.format(
            "%s-%d/%s/%s_%s%.6g_seed%d_points%d",
            match.problem(),
            match.dimension(),
            contender.name(),
            setting.slug(),
            match.isTimed() ? "time" : "steps",
            budget,
            seed,
            match.testPoints());
    return new Runs.Run(
        Text.format("%s, %s, seed %d", contender.name(), setting, seed), place, options);
  }
}
