package org.sdze.benchmarks.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.arbiter.generator.UniformGenerator;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.benchmarks.generator.GeneratorComparison.Row;

class GeneratorComparisonTest {

  private static final Set<Contender> ALL = Set.of(Contender.values());

  private static List<Row> run(int seeds, int budget) {
    List<Row> rows = new ArrayList<>();
    for (TestFunction function : TestFunction.values()) {
      List<Row> returned =
          GeneratorComparison.run(function, ALL, seeds, budget, 1, new FinishedRuns(), rows::add);
      assertEquals(ALL.size(), returned.size());
    }
    return rows;
  }

  private static String table(List<Row> rows) {
    return GeneratorComparison.header()
        + rows.stream().map(Row::inMarkdown).collect(Collectors.joining("\n", "\n", "\n"));
  }

  private static double median(Row row, int quarter) {
    Double median = row.medians().get(quarter);
    return median == null ? Double.POSITIVE_INFINITY : median;
  }

  private static double last(Row row) {
    return median(row, 3);
  }

  private static Row random(List<Row> rows, String benchmark) {
    return rows.stream()
        .filter(
            row ->
                row.benchmark().equals(benchmark)
                    && row.generator().equals(Contender.RANDOM.title()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRowIsTheSameWhoeverElseTakesPart() {
    Benchmark branin = TestFunction.BRANIN;
    List<Row> all = GeneratorComparison.run(branin, ALL, 2, 12, 1, new FinishedRuns(), row -> {});
    List<Row> some =
        GeneratorComparison.run(
            branin, Set.of(Contender.HALVING), 2, 12, 1, new FinishedRuns(), row -> {});
    assertEquals(List.of(all.get(0), all.get(3)), some);
    assertEquals(
        List.of(Contender.RANDOM.title(), Contender.HALVING.title()),
        some.stream().map(Row::generator).toList());
  }

  /** Few seeds: the model and halving end lower than random search on at least four of five. */
  @Test
  void theyAreWorthItOnASmallBudget() {
    List<Row> rows = run(3, 24);
    String table = table(rows);
    assertEquals(TestFunction.values().length * Contender.values().length, rows.size());
    assertEquals(rows.size() + 2, table.lines().count());
    Map<String, Integer> lower = new HashMap<>();
    for (Row row : rows) {
      Row random = random(rows, row.benchmark());
      for (int quarter = 1; quarter < 4; quarter++) {
        assertTrue(median(row, quarter) <= median(row, quarter - 1), table);
      }
      lower.merge(row.generator(), last(row) < last(random) ? 1 : 0, Integer::sum);
    }
    assertTrue(lower.get(Contender.BAYESIAN.title()) >= 4, table);
    assertTrue(lower.get(Contender.HALVING.title()) >= 4, table);
  }

  @Test
  @Tag("slow")
  void modelAndHalvingAreNeverBehindRandomSearchAndAheadAtTheEnd() {
    List<Row> rows = run(10, 40);
    String table = table(rows);
    for (Row row : rows) {
      if (row.generator().equals(Contender.BAYESIAN.title())
          || row.generator().equals(Contender.HALVING.title())) {
        Row random = random(rows, row.benchmark());
        for (int quarter = 0; quarter < 4; quarter++) {
          assertTrue(median(row, quarter) <= median(random, quarter), table);
        }
        assertTrue(last(row) < last(random), table);
      }
    }
  }

  /** The two-sided sign test of 9 against 1: 22 of 1024. */
  @Test
  void chanceIsTheSignTests() {
    assertEquals(22.0 / 1024, GeneratorComparison.chance(9, 1), 1e-12);
    assertEquals(1, GeneratorComparison.chance(0, 0));
  }

  /** A search whose candidates are trained: what is known early is less than what is known late. */
  @Test
  void anEquationIsSearchedForReal() {
    EquationBenchmark equation = new EquationBenchmark(36);
    List<Row> rows = new ArrayList<>();
    GeneratorComparison.run(equation, ALL, 1, 4, 1, new FinishedRuns(), rows::add);
    assertEquals(Contender.values().length, rows.size());
    for (Row row : rows) {
      assertTrue(last(row) > 0 && last(row) < 1, row.toString());
    }
    Benchmark.Trial trial = equation.trial(3);
    double[] point = {0.5, 0.1, 0.5, 0.5, 0.3, 0.3, 0.6};
    new UniformGenerator<>(trial.space(), 0); // which sets the indices
    double whole = trial.score(point, 1);
    assertEquals(whole, trial.score(point, 1));
    double least = trial.score(point, 1 / equation.span());
    assertTrue(whole < least, "more training is better");
    assertEquals(least, trial.score(point, 1 / equation.span()));
    assertEquals(whole, trial.score(point, 1), "it went on from where it was");
  }

  /** Networks are trained on two threads as on one. */
  @Test
  void seedsAtATimeChangeNothing() {
    EquationBenchmark equation = new EquationBenchmark(18);
    Set<Contender> halving = Set.of(Contender.HALVING); // whose trainings go on, too
    List<String> rows = new ArrayList<>();
    List<String> apart = new ArrayList<>();
    GeneratorComparison.run(
        equation, halving, 2, 4, 1, new FinishedRuns(), row -> rows.add(row.toString()));
    GeneratorComparison.run(
        equation, halving, 2, 4, 2, new FinishedRuns(), row -> apart.add(row.toString()));
    assertEquals(rows, apart);
  }

  /** A benchmark whose trials are counted, and which ends the third of them. */
  private static final class Interrupted implements Benchmark {
    final List<Long> trials = new ArrayList<>();
    boolean isRunning = true;

    @Override
    public String title() {
      return TestFunction.TREE.title();
    }

    @Override
    public double span() {
      return TestFunction.TREE.span();
    }

    @Override
    public int budget() {
      return 8;
    }

    @Override
    public Trial trial(long seed) {
      trials.add(seed);
      if (isRunning && trials.size() == 3) {
        throw new IllegalStateException("interrupted");
      }
      return TestFunction.TREE.trial(seed);
    }
  }

  @Test
  void whatHasEndedIsNotRunAgain(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("runs");
    Interrupted benchmark = new Interrupted();
    assertThrows(
        CompletionException.class,
        () ->
            GeneratorComparison.run(
                benchmark, ALL, 3, 8, 1, new FinishedRuns(file), row -> fail("a row too many")));
    assertEquals(List.of(0L, 1L, 2L), benchmark.trials);
    assertEquals(2, Files.readAllLines(file).size());
    Files.writeString(file, "Jenatton's tree\tArbiter's ran", StandardOpenOption.APPEND);
    benchmark.isRunning = false;
    List<String> resumed = new ArrayList<>();
    GeneratorComparison.run(
        benchmark, ALL, 3, 8, 1, new FinishedRuns(file), row -> resumed.add(row.inMarkdown()));
    assertEquals(3 * Contender.values().length + 1, benchmark.trials.size());
    List<String> whole = new ArrayList<>();
    GeneratorComparison.run(
        TestFunction.TREE, ALL, 3, 8, 1, new FinishedRuns(), row -> whole.add(row.inMarkdown()));
    assertEquals(whole, resumed);
    GeneratorComparison.run(benchmark, ALL, 3, 8, 1, new FinishedRuns(file), row -> {});
    assertEquals(3 * Contender.values().length + 1, benchmark.trials.size());
    Files.writeString(file, "my notes\n");
    assertEquals(
        file + " must hold the runs of a comparison, has the line \"my notes\"",
        assertThrows(IllegalArgumentException.class, () -> new FinishedRuns(file)).getMessage());
    assertEquals("my notes\n", Files.readString(file));
  }

  @Test
  void wrongNumbersAreNamed() {
    assertEquals(
        "budget must be a multiple of 4, was 10",
        assertThrows(IllegalArgumentException.class, () -> run(1, 10)).getMessage());
    assertEquals(
        "seeds must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> run(0, 8)).getMessage());
    assertEquals(
        "workers must be at least 1, was 0",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GeneratorComparison.run(
                        TestFunction.TREE, ALL, 1, 8, 0, new FinishedRuns(), row -> {}))
            .getMessage());
  }
}
