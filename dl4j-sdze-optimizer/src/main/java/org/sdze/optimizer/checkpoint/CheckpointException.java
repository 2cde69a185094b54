package org.sdze.optimizer.checkpoint;

import java.io.EOFException;
import java.io.IOException;

/** A file that is damaged, or not what it should be: one sentence that names it and the damage. */
public final class CheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  /** A damage. */
  public CheckpointException(String sentence) {
    super(sentence);
  }

  /** A damage that something else found. */
  public CheckpointException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** What went wrong in the first place, on one line. */
  public static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return cause instanceof EOFException ? "it ends too early" : "it cannot be read";
    }
    return message.strip().lines().findFirst().orElse(message).strip();
  }
}
