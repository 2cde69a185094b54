package org.sdze.arbiter.search;

import org.sdze.arbiter.score.PinnScore;

/**
 * What candidates are compared by.
 *
 * @param name for people
 * @param isMinimized whether less is better
 * @param isRatio whether scores compare by their ratio, as errors do
 * @param measure how a candidate is scored
 */
public record SearchScore(String name, boolean isMinimized, boolean isRatio, PinnScore measure) {

  /** Whether a score reaches a target. */
  boolean reaches(double score, double target) {
    return isMinimized ? score <= target : score >= target;
  }

  /** Whether a score is better than another one. */
  boolean isBetter(double score, double other) {
    return isMinimized ? score < other : score > other;
  }
}
