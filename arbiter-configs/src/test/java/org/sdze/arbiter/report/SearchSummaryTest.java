package org.sdze.arbiter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SearchSummaryTest {

  private static final List<Axis> AXES =
      List.of(Axis.log("rate", 1e-3, 1), Axis.category("rule", List.of("Sgd", "Adam")));

  private static CandidateRow row(int number, Status status, @Nullable Double score) {
    return new CandidateRow(number, Map.of(), status, score, 1, null, null, null);
  }

  private static CandidateRow row(Map<String, Object> values) {
    return new CandidateRow(3, values, Status.FAILED, null, 1, null, null, "why");
  }

  private static SearchSummary search(boolean isMinimized, CandidateRow... rows) {
    return new SearchSummary(
        "t", "", "c", "loss", isMinimized, false, "steps", AXES, List.of(rows), null, 1);
  }

  private static void assertRefused(String sentence, Executable what) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, what).getMessage());
  }

  @Test
  void theBestIsDoneAndOfEqualsTheFirst() {
    CandidateRow[] rows = {
      row(4, Status.DONE, 0.5),
      row(2, Status.DONE, 0.5),
      row(1, Status.STOPPED_EARLY, 0.1),
      row(3, Status.DONE, 0.7),
      row(0, Status.RUNNING, 0.9)
    };
    assertEquals(2, search(true, rows).best().orElseThrow().number());
    assertEquals(3, search(false, rows).best().orElseThrow().number());
    assertEquals(Optional.empty(), search(true, rows[2], rows[4]).best());
  }

  @Test
  void laterChangesOfWhatCameInDoNotMatter() {
    Map<String, Object> values = new HashMap<>(Map.of("rule", "Adam"));
    List<CandidateRow> rows = new ArrayList<>(List.of(row(values)));
    SearchSummary search =
        new SearchSummary("t", "", "c", "s", true, true, "steps", AXES, rows, null, 0);
    rows.clear();
    values.clear();
    assertEquals(Map.of("rule", "Adam"), search.candidates().get(0).values());
  }

  @Test
  void valuesMustBelongToTheirAxes() {
    assertRefused(
        "candidate 3 must have values of the axes [rate, rule] only, was \"Rate\"",
        () -> search(true, row(Map.of("Rate", 0.1))));
    assertRefused(
        "a value of axis \"rule\" must be one of [Sgd, Adam], was adam",
        () -> search(true, row(Map.of("rule", "adam"))));
    assertRefused(
        "a value of axis \"rate\" must be a finite positive number, was 0.0",
        () -> search(true, row(Map.of("rate", 0.0))));
    assertRefused(
        "a value of axis \"rate\" must be a finite positive number, was fast",
        () -> search(true, row(Map.of("rate", "fast"))));
    assertRefused(
        "a value of axis \"width\" must be a finite number, was NaN",
        () -> Axis.integer("width", 1, 9).check(Double.NaN));
  }

  @Test
  void namesAndNumbersComeOnce() {
    assertRefused(
        "candidate 5 must come once",
        () -> search(true, row(5, Status.DONE, 1.0), row(5, Status.DONE, 2.0)));
    List<Axis> twice = List.of(AXES.get(0), AXES.get(0));
    assertRefused(
        "axis \"rate\" must come once",
        () -> new SearchSummary("t", "", "c", "s", true, true, "steps", twice, List.of(), null, 0));
  }

  @Test
  void scoresGoWithTheStatus() {
    assertRefused(
        "candidate 1 is done and must have a score, was null", () -> row(1, Status.DONE, null));
    assertRefused(
        "candidate 1 is diverged and must not have a score, was 2.0",
        () -> row(1, Status.DIVERGED, 2.0));
    assertRefused(
        "the score of candidate 1 must be finite or null, was Infinity",
        () -> row(1, Status.DONE, Double.POSITIVE_INFINITY));
    assertRefused(
        "seconds of candidate 1 must be finite and not negative, was -1.0",
        () -> new CandidateRow(1, Map.of(), Status.RUNNING, null, -1, null, null, null));
  }

  @Test
  void rangesGoWithTheKind() {
    assertRefused(
        "axis \"rate\" must range from a finite positive number to one not below it, was 0.0 to"
            + " 1.0",
        () -> Axis.log("rate", 0, 1));
    assertRefused(
        "axis \"m\" must range from a finite number to one not below it, was 1.0 to 0.0",
        () -> Axis.real("m", 1, 0));
    assertRefused(
        "axis \"n\" must range over whole numbers, was 0.5 to 2.0",
        () -> new Axis("n", Axis.Kind.INTEGER, 0.5, 2, List.of()));
    assertRefused(
        "axis \"rule\" must have categories, each once, was [a, a]",
        () -> Axis.category("rule", List.of("a", "a")));
    assertRefused(
        "axis \"rule\" must have categories, each once, was []",
        () -> Axis.category("rule", List.of()));
    assertRefused(
        "axis \"m\" must have no categories, was [a]",
        () -> new Axis("m", Axis.Kind.REAL, 0, 1, List.of("a")));
    assertRefused("the name of an axis must not be blank", () -> Axis.real(" ", 0, 1));
    assertTrue(Axis.real("constant", 2, 2).categories().isEmpty());
  }
}
