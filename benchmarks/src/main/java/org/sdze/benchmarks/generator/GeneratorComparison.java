package org.sdze.benchmarks.generator;

import static java.util.concurrent.CompletableFuture.supplyAsync;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.hipparchus.stat.descriptive.rank.Median;
import org.hipparchus.stat.inference.AlternativeHypothesis;
import org.hipparchus.stat.inference.BinomialTest;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.BayesianGenerator;
import org.sdze.arbiter.generator.HyperbandSchedule;
import org.sdze.arbiter.generator.SobolGenerator;
import org.sdze.arbiter.generator.SuccessiveHalving;
import org.sdze.benchmarks.generator.Benchmark.Trial;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * The generators against Arbiter's random search at equal resource: the best value found after each
 * quarter of the budget, the median over seeds, and a sign test at the end.
 */
public final class GeneratorComparison {

  /** What is compared. */
  public enum Contender {
    /** Arbiter's own random search, which the others are compared with. */
    RANDOM("Arbiter's random"),
    /** {@link SobolGenerator}. */
    SOBOL("Sobol"),
    /** {@link BayesianGenerator}. */
    BAYESIAN("Bayesian"),
    /** {@link SuccessiveHalving} of Sobol points in Hyperband's first bracket, repeated. */
    HALVING("halving"),
    /** {@link SuccessiveHalving} of Sobol points in all of Hyperband's brackets. */
    HYPERBAND("Hyperband");

    private final String title;

    Contender(String title) {
      this.title = title;
    }

    /** For tables. */
    public String title() {
      return title;
    }
  }

  /**
   * A contender on a benchmark.
   *
   * @param benchmark its title
   * @param generator the contender's title
   * @param seeds how many runs
   * @param budget of each, in evaluations with the full resource
   * @param medians over seeds of the best value after each quarter of the budget; null where more
   *     than half of the runs have none
   * @param better seeds on which it ended lower than random search
   * @param worse seeds on which it ended higher
   * @param chance the probability of a split at least as uneven if both were equally good: sign
   *     test
   */
  public record Row(
      String benchmark,
      String generator,
      int seeds,
      int budget,
      List<@Nullable Double> medians,
      int better,
      int worse,
      double chance) {

    /** The row of a table in Markdown, under the {@link GeneratorComparison#header}. */
    public String inMarkdown() {
      StringBuilder line = new StringBuilder("| ");
      line.append(benchmark).append(" | ").append(generator);
      for (Double median : medians) {
        line.append(" | ").append(median == null ? "none" : Text.format("%.4g", median));
      }
      if (generator.equals(Contender.RANDOM.title())) {
        return line.append(" | | |").toString();
      }
      return line.append(Text.format(" | %d : %d | %.1g |", better, worse, chance)).toString();
    }
  }

  static final int QUARTERS = 4;

  private GeneratorComparison() {}

  /** The head of a table of rows in Markdown. */
  public static String header() {
    return """
        | on | generator | ¼ | ½ | ¾ | 1 | better : worse | p |
        | --- | --- | --- | --- | --- | --- | --- | --- |""";
  }

  /**
   * Runs the comparison on a benchmark.
   *
   * @param contenders who takes part besides random search, which always does
   * @param seeds 0, …, seeds − 1
   * @param budget in evaluations with the full resource; a multiple of 4
   * @param workers how many seeds are run at a time, at least 1; the result is the same
   * @param finished runs that are not run again, and to which those are added that are
   * @param listener hears of each row once it is known
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static List<Row> run(
      Benchmark benchmark,
      Set<Contender> contenders,
      int seeds,
      int budget,
      int workers,
      FinishedRuns finished,
      Consumer<? super Row> listener) {
    Argument.atLeastOne("seeds", seeds);
    if (budget < QUARTERS || budget % QUARTERS != 0) {
      throw new IllegalArgumentException("budget must be a multiple of 4, was " + budget);
    }
    Argument.atLeastOne("workers", workers);
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      Set<Contender> everybody = EnumSet.of(Contender.RANDOM); // who comes first
      everybody.addAll(contenders);
      List<Row> rows = new ArrayList<>();
      double[][] random = {};
      for (Contender contender : everybody) {
        double[][] runs = runs(benchmark, contender, seeds, budget, finished, pool);
        random = contender == Contender.RANDOM ? runs : random;
        Row row = row(benchmark, contender, budget, runs, random);
        listener.accept(row);
        rows.add(row);
      }
      return rows;
    } finally {
      pool.shutdownNow();
    }
  }

  private static Row row(
      Benchmark benchmark, Contender contender, int budget, double[][] runs, double[][] random) {
    List<@Nullable Double> medians = new ArrayList<>();
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      int q = quarter;
      double median =
          new Median().evaluate(Arrays.stream(runs).mapToDouble(run -> run[q]).toArray());
      medians.add(Double.isFinite(median) ? (Double) median : null);
    }
    int better = 0;
    int worse = 0;
    for (int seed = 0; seed < runs.length; seed++) {
      int sign = Double.compare(runs[seed][QUARTERS - 1], random[seed][QUARTERS - 1]);
      better += sign < 0 ? 1 : 0;
      worse += sign > 0 ? 1 : 0;
    }
    return new Row(
        benchmark.title(),
        contender.title(),
        runs.length,
        budget,
        medians,
        better,
        worse,
        chance(better, worse));
  }

  /** The sign test's. */
  static double chance(int better, int worse) {
    return better + worse == 0
        ? 1
        : new BinomialTest()
            .binomialTest(better + worse, better, 0.5, AlternativeHypothesis.TWO_SIDED);
  }

  /** The best value after each quarter, {@code [seeds, 4]}. */
  private static double[][] runs(
      Benchmark benchmark,
      Contender contender,
      int seeds,
      int budget,
      FinishedRuns finished,
      Executor pool) {
    List<CompletableFuture<double[]>> runs = new ArrayList<>();
    for (int k = 0; k < seeds; k++) {
      int seed = k;
      Supplier<double[]> run = () -> run(benchmark, contender, seed, budget);
      runs.add(supplyAsync(() -> finished.get(benchmark, contender, seed, budget, run), pool));
    }
    return runs.stream().map(CompletableFuture::join).toArray(double[][]::new);
  }

  private static double[] run(Benchmark benchmark, Contender contender, int seed, int budget) {
    double span = benchmark.span();
    Trial trial = benchmark.trial(seed);
    ParameterSpace<?> space = trial.space();
    return switch (contender) {
      case RANDOM -> {
        RandomSearchGenerator random = new RandomSearchGenerator(space);
        random.setRngSeed(seed);
        yield run(random, trial, budget);
      }
      case SOBOL -> run(new SobolGenerator<>(space, seed), trial, budget);
      case BAYESIAN -> run(new BayesianGenerator<>(space, true, seed), trial, budget);
      case HALVING -> run(HyperbandSchedule.halving(1, span, 3), trial, seed, budget, span);
      case HYPERBAND -> run(HyperbandSchedule.hyperband(1, span), trial, seed, budget, span);
    };
  }

  private static double[] run(CandidateGenerator generator, Trial trial, int budget) {
    double[] best = unknown();
    for (int k = 0; k < budget; k++) {
      Candidate<?> candidate = generator.getCandidate();
      double score = trial.score(candidate.getFlatParameters(), 1);
      note(best, score, k + 1, budget);
      generator.reportResults(
          new OptimizationResult(
              candidate,
              Double.isFinite(score) ? score : null,
              candidate.getIndex(),
              null,
              null,
              null));
    }
    return best;
  }

  private static double[] run(
      HyperbandSchedule schedule, Trial trial, long seed, int budget, double span) {
    SuccessiveHalving halving =
        new SuccessiveHalving(schedule, budget, true, new SobolGenerator<>(trial.space(), seed));
    double[] best = unknown();
    double spent = 0;
    while (halving.next() instanceof SuccessiveHalving.Work work) {
      spent += (work.to() - work.from()) / span;
      if (spent > budget + 1e-9) {
        break;
      }
      double score = trial.score(work.coordinates(), work.to() / span);
      if (work.to() == span) {
        note(best, score, spent, budget);
      }
      halving.report(work, score);
    }
    return best;
  }

  private static double[] unknown() {
    double[] best = new double[QUARTERS];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    return best;
  }

  /** Takes a score in that was known once so much was spent. */
  private static void note(double[] best, double score, double spent, int budget) {
    for (int quarter = 0; quarter < QUARTERS; quarter++) {
      if (spent <= budget * (quarter + 1.0) / QUARTERS + 1e-9) {
        best[quarter] = Double.isFinite(score) ? Math.min(best[quarter], score) : best[quarter];
      }
    }
  }
}
