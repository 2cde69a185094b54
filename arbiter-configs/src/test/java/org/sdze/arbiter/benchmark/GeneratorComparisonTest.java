package org.sdze.arbiter.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.benchmark.GeneratorComparison.Contender;
import org.sdze.arbiter.benchmark.GeneratorComparison.Row;

class GeneratorComparisonTest {

  private static List<Row> run(int seeds, int budget, ByteArrayOutputStream bytes) {
    return GeneratorComparison.run(
        seeds, budget, new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  private static double last(Row row) {
    return row.medians().get(3);
  }

  private static Row random(List<Row> rows, TestFunction function) {
    return rows.stream()
        .filter(row -> row.function() == function && row.contender() == Contender.RANDOM)
        .findFirst()
        .orElseThrow();
  }

  /** Few seeds: the model and halving end lower than random search on at least four of five. */
  @Test
  void theyAreWorthItOnASmallBudget() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Row> rows = run(3, 24, bytes);
    String table = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(TestFunction.values().length * Contender.values().length, rows.size());
    assertEquals(rows.size() + 2, table.lines().count());
    Map<Contender, Integer> lower = new EnumMap<>(Contender.class);
    for (Row row : rows) {
      Row random = random(rows, row.function());
      for (int quarter = 1; quarter < 4; quarter++) {
        assertTrue(row.medians().get(quarter) <= row.medians().get(quarter - 1), table);
      }
      lower.merge(row.contender(), last(row) < last(random) ? 1 : 0, Integer::sum);
    }
    assertTrue(lower.get(Contender.BAYESIAN) >= 4, table);
    assertTrue(lower.get(Contender.HALVING) >= 4, table);
  }

  @Test
  @Tag("slow")
  void modelAndHalvingAreNeverBehindRandomSearchAndAheadAtTheEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Row> rows = run(10, 60, bytes);
    String table = bytes.toString(StandardCharsets.UTF_8);
    for (Row row : rows) {
      if (row.contender() == Contender.BAYESIAN || row.contender() == Contender.HALVING) {
        Row random = random(rows, row.function());
        for (int quarter = 0; quarter < 4; quarter++) {
          assertTrue(row.medians().get(quarter) <= random.medians().get(quarter), table);
        }
        assertTrue(last(row) < last(random), table);
      }
    }
  }

  /** The two-sided sign test of 9 against 1: 22 of 1024. */
  @Test
  void chanceIsTheSignTests() {
    Row row = new Row(TestFunction.TREE, Contender.SOBOL, List.of(1.0, 1.0, 1.0, 1.0), 9, 1);
    assertEquals(22.0 / 1024, row.chance(), 1e-12);
    Row tied = new Row(TestFunction.TREE, Contender.SOBOL, List.of(1.0, 1.0, 1.0, 1.0), 0, 0);
    assertEquals(1, tied.chance());
  }

  @Test
  void wrongNumbersAreNamed() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertEquals(
        "budget must be a multiple of 4, was 10",
        assertThrows(IllegalArgumentException.class, () -> run(1, 10, bytes)).getMessage());
    assertEquals(
        "seeds must be at least 1, was 0",
        assertThrows(IllegalArgumentException.class, () -> run(0, 8, bytes)).getMessage());
  }
}
