package org.sdze.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.plan.Match;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;

/**
 * Runs contenders on the same problems, seeds and budget, one run after the other or several at
 * once, each with its share of the cores.
 *
 * <p>A contender with more than one setting is tuned on the first seed: every setting gets a
 * quarter of the budget, the best three the whole one, and the best of those runs on all seeds.
 * That favours whoever has settings to choose from, which ours does not do.
 */
public final class Comparison {

  private static final int FINALISTS = 3;
  private static final int TUNING_SHARE = 4;
  private static final int PATIENCE_SECONDS = 10;

  private final Match match;
  private final Path folder;
  private final int workers;
  private final Consumer<String> progress;
  private final Interruption interruption;
  private final List<Tried> tried = new ArrayList<>();
  private int done;
  private int total;
  private @Nullable Arithmetic arithmetic;
  private boolean isWarned;

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
      Match match, Path folder, int workers, Consumer<String> progress, Interruption interruption) {
    this.match = match;
    this.folder = folder;
    this.workers = workers;
    this.progress = progress;
    this.interruption = interruption;
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
      List<Job> jobs = new ArrayList<>();
      for (int seed = 0; seed < match.seeds(); seed++) {
        jobs.add(new Job(contender, best.get(), match.budget(), seed));
      }
      Optional<List<Measured>> runs = measure(jobs);
      if (runs.isEmpty()) {
        return new Result(rows, tried, lines, false);
      }
      rows.add(ComparisonRow.of(contender, best.get(), runs.get()));
      lines.add(new Line(contender.name(), runs.get().get(0)));
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
    Optional<List<Measured>> runs =
        measure(settings.stream().map(each -> new Job(contender, each, budget, 0)).toList());
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    List<Scored> scored = new ArrayList<>();
    for (int k = 0; k < settings.size(); k++) {
      double error = runs.get().get(k).error();
      scored.add(new Scored(settings.get(k), error));
      tried.add(new Tried(contender.name(), settings.get(k).toString(), budget, error));
    }
    scored.sort(Comparator.comparingDouble(Scored::error));
    return Optional.of(scored.stream().map(Scored::setting).toList());
  }

  /** One run. */
  private record Job(Contender contender, Setting setting, double budget, int seed) {}

  /** What the jobs came to, in their order; empty if one of them was interrupted. */
  private Optional<List<Measured>> measure(List<Job> jobs) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Optional<Measured>>> futures =
          jobs.stream().map(job -> pool.submit(() -> measure(job))).toList();
      List<Measured> runs = new ArrayList<>();
      boolean isComplete = true;
      for (Future<Optional<Measured>> future : futures) {
        Optional<Measured> run = future.get();
        run.ifPresent(runs::add);
        isComplete &= run.isPresent();
      }
      return isComplete ? Optional.of(runs) : Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure; // names the file
      }
      throw new IOException("a run could not be started or read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      end(pool);
    }
  }

  /** Where a run has failed the others end, too, before its sentence is said. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Measured> measure(Job job) throws IOException {
    if (interruption.isRequested()) {
      return Optional.empty();
    }
    List<String> options = new ArrayList<>(List.of(job.contender().command()));
    options.addAll(match.options(job.budget(), job.seed()));
    options.addAll(job.setting().options());
    Path place =
        folder
            .resolve(Text.format("%s-%d", match.problem(), match.dimension()))
            .resolve(job.contender().name())
            .resolve(
                Text.format(
                    "%s_%s%.6g_seed%d_points%d",
                    job.setting().slug(),
                    match.isTimed() ? "time" : "steps",
                    job.budget(),
                    job.seed(),
                    match.testPoints()));
    Optional<Measured> run = RunProcess.run(options, place, workers, interruption);
    if (run.isPresent()) {
      report(job, run.get());
      warn(run.get().arithmetic());
    }
    return run;
  }

  /** Says once where runs of one comparison were made by different arithmetic. */
  private synchronized void warn(@Nullable Arithmetic used) {
    if (used == null || isWarned) {
      return;
    }
    arithmetic = arithmetic == null ? used : arithmetic;
    used.differenceFrom(arithmetic)
        .ifPresent(
            difference -> {
              isWarned = true;
              progress.accept(
                  Text.format(
                      "warning: runs of this comparison differ in their arithmetic (%s)",
                      difference));
            });
  }

  private synchronized void report(Job job, Measured run) {
    done++;
    progress.accept(
        Text.format(
            "run %d of %d: %s, %s, seed %d: %s",
            done,
            total,
            job.contender().name(),
            job.setting(),
            job.seed(),
            "done".equals(run.outcome()) ? Text.format("error %.2e", run.error()) : run.outcome()));
  }
}
