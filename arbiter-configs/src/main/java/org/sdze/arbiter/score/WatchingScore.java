package org.sdze.arbiter.score;

/** A score that depends on the course of training, not on its end alone. */
public interface WatchingScore extends PinnScore {

  /** How many times training is interrupted to measure, evenly over its budget; at least 1. */
  int measurements();

  /** What is recorded in the model's history then. */
  double measure(PinnModel model);

  /** Whether the score is known, so that training may end. */
  boolean isDecided(PinnModel model);
}
