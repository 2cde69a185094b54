package org.sdze.examples.cli.run;

import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.TrainingLoop.Status;

/**
 * Decides after which steps the error is measured: always after the first, then up to some forty
 * times over the budget. The measurement at the end of a run is not its business.
 */
abstract sealed class EvaluationTimes {

  /** The most measurements of a run. */
  static final int MOST = 40;

  private EvaluationTimes() {}

  /**
   * The times that fit a budget: fixed steps where it counts steps, so that the same command
   * measures after the same steps again; otherwise as often as a tenth of the training time allows.
   *
   * @param costs the numbers in the test points, testPoints × d
   */
  static EvaluationTimes of(Budget budget, double costs) {
    return budget instanceof Budget.Steps steps ? new Counted(steps.count(), costs) : new Paced();
  }

  /** Whether to measure now. */
  abstract boolean isDue(Status status);

  /** Hears how long a measurement took. */
  abstract void took(double seconds);

  private static final class Counted extends EvaluationTimes {

    // Numbers in all test points that a run measures: some thirty seconds of it.
    private static final double AFFORDED = 0x1p31;

    private final long every;

    Counted(long steps, double costs) {
      long times = (long) Math.max(1, Math.min(MOST, AFFORDED / costs));
      every = Math.max(1, steps / times);
    }

    @Override
    boolean isDue(Status status) {
      return status.steps() == 1 || status.steps() % every == 0;
    }

    @Override
    void took(double seconds) {}
  }

  private static final class Paced extends EvaluationTimes {

    private static final double SHARE = 0.1;

    private double next; // fraction of the budget
    private double spent; // without the first
    private double expected;
    private int measured;

    @Override
    boolean isDue(Status status) {
      boolean isDue =
          measured == 0
              || (status.progress() >= next && spent + expected <= SHARE * status.seconds());
      if (isDue) {
        next = status.progress() + 1.0 / MOST;
      }
      return isDue;
    }

    @Override
    void took(double seconds) {
      // The first one also loads and compiles what the others find ready.
      spent += measured == 0 ? 0 : seconds;
      expected = measured <= 1 ? seconds : Math.max(expected, seconds);
      measured++;
    }
  }
}
