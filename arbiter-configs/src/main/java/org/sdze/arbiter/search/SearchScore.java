package org.sdze.arbiter.search;

import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.score.PinnScore;

/**
 * What candidates are compared by.
 *
 * @param name for people
 * @param isMinimized whether less is better
 * @param isRatio whether scores compare by their ratio, as errors do
 * @param ofEquation how an equation's candidates are scored; null for the digits
 */
public record SearchScore(
    String name, boolean isMinimized, boolean isRatio, @Nullable PinnScore ofEquation) {

  /** The part of the digits' validation images that is recognized. */
  static final SearchScore ACCURACY = new SearchScore("accuracy", false, false, null);

  /** The mean cross-entropy over the digits' validation images. */
  static final SearchScore LOSS = new SearchScore("cross-entropy", true, true, null);

  /** Whether a score reaches a target. */
  boolean reaches(double score, double target) {
    return isMinimized ? score <= target : score >= target;
  }

  /** Whether a score is better than another one. */
  boolean isBetter(double score, double other) {
    return isMinimized ? score < other : score > other;
  }
}
