package org.sdze.arbiter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.commons.rng.UniformRandomProvider;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.random.RandomKey;

class ImportanceTest {

  private static final List<Axis> THREE =
      List.of(Axis.real("x1", 0, 1), Axis.real("x2", 0, 1), Axis.real("x3", 0, 1));

  /** Candidates at random points of the axes; inactive values are left out by the score. */
  private static SearchSummary search(
      List<Axis> axes, int count, boolean isLogScore, ToDoubleFunction<Map<String, Object>> score) {
    UniformRandomProvider generator = RandomKey.root(7).generator();
    List<CandidateRow> rows = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Map<String, Object> values = new HashMap<>();
      for (Axis axis : axes) {
        values.put(axis.name(), draw(axis, generator));
      }
      double y = score.applyAsDouble(values);
      rows.add(new CandidateRow(number, values, Status.DONE, y, 1, null, null, null));
    }
    return new SearchSummary(
        "t", "", "c", "loss", true, isLogScore, "steps", axes, rows, null, count);
  }

  private static Object draw(Axis axis, UniformRandomProvider generator) {
    double low = axis.low();
    double high = axis.high();
    double u = generator.nextDouble();
    return switch (axis.kind()) {
      case REAL -> low + (high - low) * u;
      case LOG -> low * Math.pow(high / low, u);
      case INTEGER -> (long) Math.floor(low + (high - low + 1) * u);
      case CATEGORY -> axis.categories().get((int) (axis.categories().size() * u));
    };
  }

  private static double x(Map<String, Object> values, String name) {
    return ((Number) values.get(name)).doubleValue();
  }

  private static void assertShares(Importance importance, double tolerance, double[]... expected) {
    assertNull(importance.silence());
    for (int i = 0; i < expected.length; i++) {
      VarianceShares.Share share = importance.shares().get(i);
      assertEquals(expected[i][0], share.alone(), tolerance, "alone, axis " + i);
      assertEquals(expected[i][1], share.total(), tolerance, "total, axis " + i);
    }
  }

  /** Var(3 x1 + x2) = 9/12 + 1/12. */
  @Test
  void sharesOfALinearFunctionAreTheSquaresOfItsFactors() {
    SearchSummary search =
        search(THREE, 300, false, values -> 3 * x(values, "x1") + x(values, "x2"));
    assertShares(
        Importance.of(search),
        0.04,
        new double[] {0.9, 0.9},
        new double[] {0.1, 0.1},
        new double[] {0, 0});
  }

  /** With centred factors, x1 x2 has no part that either makes alone. */
  @Test
  void aProductIsAllInteraction() {
    SearchSummary search =
        search(THREE, 800, false, values -> (x(values, "x1") - 0.5) * (x(values, "x2") - 0.5));
    assertShares(
        Importance.of(search), 0.12, new double[] {0, 1}, new double[] {0, 1}, new double[] {0, 0});
  }

  /**
   * Powers of ten: log₁₀ f = 2 log₁₀ r + n + c over a decade of r, n in 0 to 4 and c in {0, 3}: the
   * variances are 4/12, 24/12 and 9/4, together 55/12.
   */
  @Test
  void logScoresAndEveryKindOfAxisAreMeasuredOnTheirOwnScale() {
    List<Axis> axes =
        List.of(
            Axis.log("r", 1e-3, 1e-2),
            Axis.integer("n", 0, 4),
            Axis.category("c", List.of("zero", "three")));
    SearchSummary search =
        search(
            axes,
            500,
            true,
            values ->
                Math.pow(x(values, "r"), 2)
                    * Math.pow(10, x(values, "n") + ("three".equals(values.get("c")) ? 3 : 0)));
    assertShares(
        Importance.of(search),
        0.04,
        new double[] {4 / 55.0, 4 / 55.0},
        new double[] {24 / 55.0, 24 / 55.0},
        new double[] {27 / 55.0, 27 / 55.0});
  }

  /**
   * f = m where the rule is "momentum" and 2 elsewhere, m in [0, 1] missing elsewhere. With p = ½:
   * Var E[f | rule] = ¼ (2 − ½)² = 27/48, Var E[f | m] = ¼ · 1/12 = 1/48 and the interaction is ¼ ·
   * 1/12 = 1/48.
   */
  @Test
  void anInactiveParameterTakesNothingFromTheOneThatMakesItInactive() {
    List<Axis> axes =
        List.of(Axis.category("rule", List.of("plain", "momentum")), Axis.real("m", 0, 1));
    SearchSummary search =
        search(
            axes,
            500,
            false,
            values -> "momentum".equals(values.get("rule")) ? x(values, "m") : always(values, 2));
    long missing =
        search.candidates().stream().filter(row -> !row.values().containsKey("m")).count();
    assertTrue(missing > 200 && missing < 300, "missing " + missing);
    assertShares(
        Importance.of(search),
        0.03,
        new double[] {27 / 29.0, 28 / 29.0},
        new double[] {1 / 29.0, 2 / 29.0});
  }

  private static double always(Map<String, Object> values, double score) {
    values.remove("m");
    return score;
  }

  @Test
  void withTooFewCandidatesItSaysSo() {
    Importance importance = Importance.of(search(THREE, 9, false, values -> x(values, "x1")));
    assertEquals(List.of(), importance.shares());
    assertEquals(
        "Too few candidates are done to tell which parameters matter: 9, and at least 10 are"
            + " needed.",
        importance.silence());
  }

  @Test
  void equalScoresHaveNoShares() {
    assertEquals(
        "All 20 candidates that are done have the same score.",
        Importance.of(search(THREE, 20, false, values -> 0.25)).silence());
  }

  @Test
  void noiseIsNotShownAsImportance() {
    UniformRandomProvider noise = RandomKey.root(8).generator();
    Importance importance = Importance.of(search(THREE, 200, false, v -> noise.nextDouble()));
    assertEquals(List.of(), importance.shares());
    assertTrue(importance.determination() < 0.1, "R² " + importance.determination());
    assertTrue(String.valueOf(importance.silence()).contains("hardly predicts"));
  }

  @Test
  void theOrderOfCandidatesDoesNotMatter() {
    SearchSummary search = search(THREE, 50, false, values -> x(values, "x1"));
    List<CandidateRow> reversed = new ArrayList<>(search.candidates());
    Collections.reverse(reversed);
    SearchSummary other =
        new SearchSummary("t", "", "c", "loss", true, false, "steps", THREE, reversed, null, 50);
    assertEquals(Importance.of(search), Importance.of(other));
  }
}
