package org.sdze.optimizer.checkpoint;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.EOFException;
import java.io.IOException;
import org.sdze.optimizer.text.Text;

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

  /** A damage, said by a pattern as {@link Text#format} takes it. */
  @FormatMethod
  public static CheckpointException of(@FormatString String sentence, Object... values) {
    return new CheckpointException(Text.format(sentence, values));
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
