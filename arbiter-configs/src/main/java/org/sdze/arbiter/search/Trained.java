package org.sdze.arbiter.search;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.Status;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.text.Text;

/**
 * What training a candidate came to, as its process says it.
 *
 * @param status done, failed or diverged
 * @param score null unless done
 * @param steps in all
 * @param seconds of training in all
 * @param failure one sentence; null if done
 * @param arithmetic of its process; null where it came to no end
 */
public record Trained(
    Status status,
    @Nullable Double score,
    long steps,
    double seconds,
    @Nullable String failure,
    @Nullable Arithmetic arithmetic) {

  /** What it came to; a file may lack it. */
  public Trained {
    Objects.requireNonNull(status, "status");
  }

  /** A candidate that was trained and scored; without a finite score it failed. */
  public static Trained done(double score, long steps, double seconds) {
    return Double.isFinite(score)
        ? new Trained(Status.DONE, score, steps, seconds, null, null)
        : new Trained(
            Status.FAILED,
            null,
            steps,
            seconds,
            Text.format("the score is not finite (%s)", score),
            null);
  }

  /** A candidate that failed. */
  public static Trained failed(String sentence) {
    return new Trained(Status.FAILED, null, 0, 0, sentence, null);
  }

  /** The same with the arithmetic of the process. */
  Trained by(Arithmetic used) {
    return new Trained(status, score, steps, seconds, failure, used);
  }
}
