package org.sdze.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ComparisonRowTest {

  private static final Contender CONTENDER =
      new Contender("adam", "", "rival", List.of(Setting.of("--width 3")));

  private static Measured run(double error, double reachedAt) {
    return new Measured(
        "done",
        error,
        10,
        5,
        100,
        2,
        300 + error,
        List.of(
            new Measured.Point(1, 9),
            new Measured.Point(reachedAt, 5),
            new Measured.Point(9, error)),
        null,
        null);
  }

  private static ComparisonRow row(Measured... runs) {
    return ComparisonRow.of(CONTENDER, CONTENDER.grid().get(0), List.of(runs));
  }

  @Test
  void figuresAreMedians() {
    ComparisonRow row = row(run(4, 3), run(1, 7), run(2, 5));
    assertEquals(2.0, row.error());
    assertEquals(1.0, row.least());
    assertEquals(4.0, row.largest());
    assertEquals(0.2, row.overConstant());
    assertEquals(0.4, row.overAffine());
    assertEquals(5.0, row.secondsToAffine());
    assertEquals(304, row.peakRssMiB());
    assertNull(row.remark());
    assertEquals("--width 3", row.setting());
  }

  @Test
  void aRunWithoutAnErrorCountsAsTheWorst() {
    Measured failed = Measured.failed("sdze: out of memory");
    ComparisonRow one = row(run(4, 3), failed, run(2, 5));
    assertEquals(4.0, one.error());
    assertNull(one.largest());
    assertEquals(2, one.finished());
    assertEquals("sdze: out of memory", one.remark());
    ComparisonRow two = row(failed, failed, run(2, 5));
    assertNull(two.error());
    assertNull(two.secondsToAffine());
  }

  @Test
  void theBaselineThatIsNeverReachedHasNoTime() {
    assertTrue(
        Double.isNaN(
            new Measured("done", 6, 10, 5, 1, 1, 1, List.of(new Measured.Point(1, 6)), null, null)
                .secondsToAffine()));
  }

  /** The first has the defaults and nothing else; everybody else is tried with several settings. */
  @Test
  void gridsAreWhatTheyAreSaidToBe() {
    List<Contender> all = Contender.named(List.of(), 100);
    assertEquals(1, all.get(0).grid().size());
    assertEquals(36, named(all, "backprop-adam").grid().size());
    assertTrue(all.stream().skip(1).allMatch(contender -> contender.grid().size() > 1));
    assertTrue(
        named(all, "mezo").grid().stream()
            .map(Setting::toString)
            .anyMatch("--optimizer mezo --learning-rate 6e-09"::equals));
  }

  private static Contender named(List<Contender> all, String name) {
    return Stream.of(all.toArray(Contender[]::new))
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
