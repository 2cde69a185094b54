package org.sdze.arbiter.search;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.generator.SuccessiveHalving.Work;
import org.sdze.arbiter.report.Status;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;

/**
 * A finished piece of work: a candidate, trained from one amount of effort to another. Its file.
 *
 * @param order its place among all that finished, from 0
 * @param candidate its number; -1 for the reference with the default settings
 * @param bracket of halving
 * @param rung of halving
 * @param from the effort before
 * @param to the effort after
 * @param point of the unit cube
 * @param values by name
 * @param status done, failed or diverged
 * @param score null unless done
 * @param steps of training in all
 * @param trainingSeconds of training in all
 * @param seconds that the process took
 * @param endedAt seconds since the search began
 * @param failure one sentence; null if done
 * @param arithmetic of the process that trained it; null where that came to no end
 */
record Turn(
    int order,
    int candidate,
    int bracket,
    int rung,
    double from,
    double to,
    List<Double> point,
    Map<String, Object> values,
    Status status,
    @Nullable Double score,
    long steps,
    double trainingSeconds,
    double seconds,
    double endedAt,
    @Nullable String failure,
    @Nullable Arithmetic arithmetic) {

  /** A turn; a file's may lack what makes one. */
  Turn {
    Objects.requireNonNull(point, "point");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(status, "status");
  }

  /** The number of the reference. */
  static final int REFERENCE = -1;

  boolean isReference() {
    return candidate == REFERENCE;
  }

  Work work() {
    return new Work(candidate, bracket, rung, from, to, point);
  }

  /** What the files of a piece of work are called. */
  static String key(Work work) {
    return work.candidate() == REFERENCE ? "default" : key(work.candidate(), work.rung());
  }

  /** What the files of a candidate's work on a rung are called. */
  static String key(int candidate, int rung) {
    return rung == 0 ? Text.format("%05d", candidate) : Text.format("%05d-%d", candidate, rung);
  }
}
