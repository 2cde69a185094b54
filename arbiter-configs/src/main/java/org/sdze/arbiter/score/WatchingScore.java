package org.sdze.arbiter.score;

import org.sdze.pinn.solve.Solve;

/** A score that depends on the course of training, not on its end alone. */
public interface WatchingScore extends PinnScore {

  /** How many times training is interrupted to measure, evenly over its budget; at least 1. */
  int measurements();

  /** The error that is noted in the solve's history then. */
  double measure(Solve solve);

  /** Whether the score is known, so that training may end. */
  boolean isDecided(Solve solve);

  @Override
  default void train(Solve solve, double progress) {
    int pieces = measurements();
    for (int k = 1; k <= pieces && !isDecided(solve); k++) {
      solve.runTo(progress * k / pieces);
      solve.history().measured(measure(solve));
    }
  }
}
