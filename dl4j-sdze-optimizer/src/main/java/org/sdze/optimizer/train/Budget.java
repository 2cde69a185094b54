package org.sdze.optimizer.train;

import org.sdze.optimizer.argument.Argument;

/** How long a run trains: a number of steps, or seconds of training. Immutable. */
public sealed interface Budget {

  /** The fraction of the budget that is spent, in [0, 1]; 1 ends the run. */
  double progress(long steps, double seconds);

  /**
   * A number of steps.
   *
   * @param count at least 1
   */
  record Steps(long count) implements Budget {
    public Steps {
      Argument.atLeastOne("steps", count);
    }

    @Override
    public double progress(long steps, double seconds) {
      return Math.min(1, (double) steps / count);
    }
  }

  /**
   * Seconds of training, whatever happens between the steps excluded.
   *
   * @param limit positive
   */
  record Seconds(double limit) implements Budget {
    public Seconds {
      Argument.positive("time", limit);
    }

    @Override
    public double progress(long steps, double seconds) {
      return Math.min(1, seconds / limit);
    }
  }
}
