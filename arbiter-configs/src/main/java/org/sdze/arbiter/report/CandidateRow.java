package org.sdze.arbiter.report;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;

/**
 * One candidate of a search.
 *
 * @param number its number in the search, not negative
 * @param values by the name of the axis, a {@link Number} or for categories a {@link String}; an
 *     axis that its other values make inactive is missing
 * @param status how far it came
 * @param score finite; null where there is none
 * @param seconds of work on it, all its turns together
 * @param endedAt seconds since the search began at which it ended; null while it runs or where
 *     nobody knows
 * @param resource what was spent on it, in the search's unit; null where nobody knows
 * @param failure one sentence about what went wrong; null where nothing did
 */
public record CandidateRow(
    int number,
    Map<String, Object> values,
    Status status,
    @Nullable Double score,
    double seconds,
    @Nullable Double endedAt,
    @Nullable Double resource,
    @Nullable String failure) {

  /**
   * Checks what a candidate alone can know.
   *
   * @throws IllegalArgumentException if a number is not finite or negative where it must not be, if
   *     a candidate that is done has no score, or one that failed has one
   */
  public CandidateRow {
    values = Map.copyOf(values);
    Argument.notNegative("number", number);
    requireAmount(number, "seconds", seconds);
    requireAmount(number, "endedAt", endedAt);
    requireAmount(number, "resource", resource);
    if (score != null && !Double.isFinite(score)) {
      throw Argument.refused(
          "the score of candidate %d must be finite or null, was %s", number, score);
    }
    boolean mustHave = status == Status.DONE;
    boolean mustNotHave = status == Status.FAILED || status == Status.DIVERGED;
    if ((mustHave && score == null) || (mustNotHave && score != null)) {
      throw Argument.refused(
          "candidate %d is %s and must %s a score, was %s",
          number, status, mustHave ? "have" : "not have", score);
    }
  }

  /** The score, or NaN where there is none. */
  double knownScore() {
    return score == null ? Double.NaN : score;
  }

  private static void requireAmount(int number, String name, @Nullable Double amount) {
    if (amount != null && !(Double.isFinite(amount) && amount >= 0)) {
      throw Argument.refused(
          "%s of candidate %d must be finite and not negative, was %s", name, number, amount);
    }
  }
}
