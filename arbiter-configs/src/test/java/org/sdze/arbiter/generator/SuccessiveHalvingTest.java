package org.sdze.arbiter.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.arbiter.generator.SuccessiveHalving.Pause;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;

class SuccessiveHalvingTest {

  private static final HyperbandSchedule SMALL = HyperbandSchedule.hyperband(1, 9);

  private record Report(Work work, @Nullable Double score) {}

  private static SuccessiveHalving machine(HyperbandSchedule schedule, int loops) {
    return new SuccessiveHalving(
        schedule, loops, true, new UniformGenerator<>(Spaces.numbers(2), 5));
  }

  /** Less is better: the distance from a corner, plus what training has not yet removed. */
  private static double score(Work work) {
    return work.point().get(0) + work.point().get(1) + 1 / work.to();
  }

  private static List<Report> all(SuccessiveHalving machine) {
    List<Report> reports = new ArrayList<>();
    while (machine.next() instanceof Work work) {
      reports.add(new Report(work, score(work)));
      machine.report(work, score(work));
    }
    assertEquals(Pause.DONE, machine.next());
    return reports;
  }

  @Test
  void everyRungHasItsCandidatesAndTheBestGoOn() {
    List<Report> reports = all(machine(HyperbandSchedule.hyperband(1, 81), 1));
    Map<Integer, Double> had = new HashMap<>();
    Map<List<Integer>, List<Report>> rungs = new HashMap<>();
    for (Report report : reports) {
      Work work = report.work();
      assertEquals(had.getOrDefault(work.candidate(), 0.0), work.from(), "goes on from there");
      had.put(work.candidate(), work.to());
      rungs
          .computeIfAbsent(List.of(work.bracket(), work.rung()), k -> new ArrayList<>())
          .add(report);
    }
    int[][] sizes = {{81, 27, 9, 3, 1}, {34, 11, 3, 1}, {15, 5, 1}, {8, 2}, {5}};
    for (int bracket = 0; bracket < sizes.length; bracket++) {
      for (int rung = 0; rung < sizes[bracket].length; rung++) {
        List<Report> here = rungs.get(List.of(bracket, rung));
        assertEquals(sizes[bracket][rung], here.size());
        if (rung > 0) {
          List<Integer> best =
              rungs.get(List.of(bracket, rung - 1)).stream()
                  .sorted((a, b) -> Double.compare(score(a.work()), score(b.work())))
                  .limit(here.size())
                  .map(report -> report.work().candidate())
                  .toList();
          assertEquals(best, here.stream().map(report -> report.work().candidate()).toList());
        }
      }
    }
    assertEquals(
        Stream.of(sizes).mapToInt(s -> s[0]).sum(), had.size(), "candidates of all brackets");
  }

  @Test
  void maximizingNegatedScoresIsTheSameSearch() {
    SuccessiveHalving up =
        new SuccessiveHalving(SMALL, 2, false, new UniformGenerator<>(Spaces.numbers(2), 5));
    for (Report report : all(machine(SMALL, 2))) {
      assertEquals(report.work(), up.next());
      up.report(report.work(), -score(report.work()));
    }
    assertEquals(Pause.DONE, up.next());
  }

  @Test
  void failedCandidatesNeverGoOn() {
    SuccessiveHalving machine = machine(HyperbandSchedule.halving(1, 9, 3), 1);
    for (int k = 0; k < 9; k++) {
      Work work = assertInstanceOf(Work.class, machine.next());
      Double score = k == 4 ? Double.valueOf(1) : k % 2 == 0 ? null : Double.valueOf(Double.NaN);
      machine.report(work, score);
    }
    Work alone = assertInstanceOf(Work.class, machine.next());
    assertEquals(4, alone.candidate());
    assertEquals(1, alone.rung());
    assertEquals(Pause.WAIT, machine.next());
    machine.report(alone, null);
    assertEquals(Pause.DONE, machine.next());
  }

  @Test
  void workersWaitOnlyWhenNoBracketHasWork() {
    SuccessiveHalving machine = machine(SMALL, 1);
    List<Work> out = new ArrayList<>();
    while (machine.next() instanceof Work work) {
      out.add(work);
    }
    assertEquals(Pause.WAIT, machine.next());
    // 9 + 5 + 3: the first rungs of all brackets
    assertEquals(17, out.size());
    assertTrue(out.stream().allMatch(work -> work.rung() == 0));
    for (Work work : out.subList(0, 9)) {
      machine.report(work, score(work));
    }
    Work next = assertInstanceOf(Work.class, machine.next());
    assertEquals(List.of(0, 1), List.of(next.bracket(), next.rung()));
  }

  private static Stream<Supplier<SearchGenerator<?>>> generators() {
    return Stream.of(
        () -> new UniformGenerator<>(Spaces.rules(), 1),
        () -> new SobolGenerator<>(Spaces.rules(), 1),
        () -> new BayesianGenerator<>(Spaces.rules(), null, true, 4, 1, false));
  }

  @ParameterizedTest
  @MethodSource("generators")
  void aSearchGoesOnFromItsReportsAlone(Supplier<SearchGenerator<?>> generator) {
    List<Report> reports = all(new SuccessiveHalving(SMALL, 1, true, generator.get()));
    for (int cut = 0; cut <= reports.size(); cut += 3) {
      SuccessiveHalving resumed = new SuccessiveHalving(SMALL, 1, true, generator.get());
      for (Report report : reports.subList(0, cut)) {
        resumed.report(report.work(), report.score());
      }
      for (Report report : reports.subList(cut, Math.min(cut + 3, reports.size()))) {
        assertEquals(report.work(), resumed.next(), "cut at " + cut);
        resumed.report(report.work(), report.score());
      }
    }
  }

  @Test
  void reportsOfSeveralWorkersAreReplayedInAnyOrderTheyCame() {
    SuccessiveHalving machine = machine(SMALL, 1);
    List<Work> running = new ArrayList<>();
    List<Report> reports = new ArrayList<>();
    // Three workers, of which the last to begin is the first to end.
    while (true) {
      while (running.size() < 3 && machine.next() instanceof Work work) {
        running.add(work);
      }
      if (running.isEmpty() || reports.size() == 12) {
        break;
      }
      Work ended = running.remove(running.size() - 1);
      reports.add(new Report(ended, score(ended)));
      machine.report(ended, score(ended));
    }
    SuccessiveHalving resumed = machine(SMALL, 1);
    reports.forEach(report -> resumed.report(report.work(), report.score()));
    Set<Work> again = new HashSet<>();
    for (int k = 0; k < running.size(); k++) {
      again.add(assertInstanceOf(Work.class, resumed.next()));
    }
    assertEquals(new HashSet<>(running), again, "what was under way is handed out again");
  }

  @Test
  void aReportThatDoesNotFitIsRefused() {
    SuccessiveHalving machine = machine(SMALL, 1);
    Work work = assertInstanceOf(Work.class, machine.next());
    Work tooFar = new Work(work.candidate(), 0, 1, 1, 3, work.point());
    Work elsewhere = new Work(work.candidate(), 0, 0, 0, 2, work.point());
    assertNotEquals(work, elsewhere);
    assertThrows(IllegalArgumentException.class, () -> machine.report(tooFar, 1.0));
    assertThrows(IllegalArgumentException.class, () -> machine.report(elsewhere, 1.0));
    machine.report(work, 1.0);
    IllegalArgumentException twice =
        assertThrows(IllegalArgumentException.class, () -> machine.report(work, 1.0));
    assertTrue(twice.getMessage().startsWith("reported before: "), twice.getMessage());
  }
}
