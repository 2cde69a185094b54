package org.sdze.examples.cli.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.report.Axis;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.report.Status;
import org.sdze.arbiter.search.Search;

class SearchDisplayTest {

  private static final CandidateRow DONE =
      new CandidateRow(0, Map.of("x", 0.5), Status.DONE, 0.012345, 10, 10.0, 9.0, null);
  private static final CandidateRow FAILED =
      new CandidateRow(1, Map.of("x", 0.1), Status.FAILED, null, 10, 20.0, 9.0, "it failed");

  private static SearchSummary summary(double seconds, CandidateRow... candidates) {
    return new SearchSummary(
        "test",
        "",
        "",
        "error",
        true,
        true,
        "steps",
        List.of(Axis.real("x", 0, 1)),
        List.of(candidates),
        null,
        seconds);
  }

  @Test
  void progressSaysWhatIsDoneAndHowLongTheRestTakes() {
    Search.Progress progress = new Search.Progress(summary(20, DONE, FAILED), 2, 1, 20);
    assertEquals(
        "2 of 20 done, 1 running, 1 failed, best 0.01235, default -, 3:00 left",
        SearchDisplay.describe(progress, null));
  }

  @Test
  void theLimitOfTimeBoundsWhatIsLeft() {
    Search.Progress progress = new Search.Progress(summary(20, DONE, FAILED), 2, 0, 20);
    assertEquals(
        "2 of 20 done, 0 running, 1 failed, best 0.01235, default -, 0:10 left",
        SearchDisplay.describe(progress, 30.0));
    Search.Progress nothing = new Search.Progress(summary(1), 0, 1, 20);
    assertEquals(
        "0 of 20 done, 1 running, 0 failed, best -, default -, 0:29 left",
        SearchDisplay.describe(nothing, 30.0));
    assertEquals(
        "0 of 20 done, 1 running, 0 failed, best -, default -",
        SearchDisplay.describe(nothing, null));
  }
}
