package org.sdze.examples.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.TrainingLoop.Status;

class EvaluationTimesTest {

  @Test
  void budgetOfStepsIsMeasuredAtFixedSteps() {
    assertEquals(List.of(1L, 10L, 20L, 30L), counted(30, 0x1p31 / 3.5));
    assertEquals(41, counted(4000, 2e6).size());
    assertEquals(List.of(1L, 2L, 3L), counted(3, 2e6));
    assertEquals(List.of(1L, 300L), counted(300, 1e12), "a dear test set once at the end");
  }

  private static List<Long> counted(long steps, double costs) {
    Budget budget = new Budget.Steps(steps);
    EvaluationTimes times = EvaluationTimes.of(budget, costs);
    List<Long> due = new ArrayList<>();
    for (long step = 1; step <= steps; step++) {
      double seconds = 0.01 * step;
      if (times.isDue(new Status(step, seconds, budget.progress(step, seconds)))) {
        due.add(step);
      }
    }
    return due;
  }

  @Test
  void budgetOfTimeIsMeasuredAsOftenAsATenthOfItAllows() {
    assertEquals(41, paced(0.01), 1, "cheap: as often as a picture needs");
    assertTrue(paced(2) <= 1 + 3, "2 s each, 6 s of 60 in all");
    assertEquals(1, paced(100), "only the first");
  }

  /** How often, in a minute of steps of 10 ms. */
  private static int paced(double cost) {
    Budget budget = new Budget.Seconds(60);
    EvaluationTimes times = EvaluationTimes.of(budget, 1);
    int measured = 0;
    for (int step = 1; step < 6000; step++) {
      double seconds = step * 0.01;
      if (times.isDue(new Status(step, seconds, budget.progress(step, seconds)))) {
        measured++;
        times.took(cost);
      }
    }
    return measured;
  }
}
