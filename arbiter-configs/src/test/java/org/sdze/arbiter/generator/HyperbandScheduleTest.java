package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sdze.arbiter.generator.HyperbandSchedule.Bracket;
import org.sdze.arbiter.generator.HyperbandSchedule.Rung;

class HyperbandScheduleTest {

  /** Li and others (2018), table 1: R = 81, η = 3; the first entry of each row is the resource. */
  @Test
  void rungsAreThoseOfThePaper() {
    int[][] candidates = {{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}};
    double[] resources = {1, 3, 9, 27, 81};
    List<Bracket> brackets = HyperbandSchedule.hyperband(1, 81).brackets();
    assertEquals(candidates.length, brackets.size());
    for (int b = 0; b < candidates.length; b++) {
      List<Rung> rungs = brackets.get(b).rungs();
      int[] row = candidates[b];
      int first = b;
      assertEquals(
          IntStream.range(0, row.length).mapToObj(i -> row[i]).toList(),
          rungs.stream().map(Rung::candidates).toList());
      IntStream.range(0, row.length)
          .forEach(i -> assertEquals(resources[first + i], rungs.get(i).resource(), 1e-12));
    }
  }

  @Test
  void halvingIsTheFirstBracket() {
    assertEquals(
        HyperbandSchedule.hyperband(10, 160, 4).brackets().subList(0, 1),
        HyperbandSchedule.halving(10, 160, 4).brackets());
  }

  @Test
  void leastIsNeverUndercut() {
    for (double most : new double[] {1, 2.9, 3, 80, 81, 1000}) {
      for (Bracket bracket : HyperbandSchedule.hyperband(1, most).brackets()) {
        assertTrue(bracket.rungs().get(0).resource() >= 1 - 1e-9, "most " + most);
        assertEquals(most, bracket.rungs().get(bracket.rungs().size() - 1).resource(), 1e-9);
      }
    }
  }

  @Test
  void wrongNumbersAreNamed() {
    assertEquals(
        "the resource must be 0 < least ≤ most, was least 5.0 and most 1.0",
        assertThrows(IllegalArgumentException.class, () -> HyperbandSchedule.hyperband(5, 1))
            .getMessage());
    assertEquals(
        "eta must be at least 2, was 1.5",
        assertThrows(IllegalArgumentException.class, () -> HyperbandSchedule.hyperband(1, 9, 1.5))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new Bracket(List.of(new Rung(3, 1), new Rung(4, 2))));
  }
}
