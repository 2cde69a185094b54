package org.sdze.examples.cli.plan;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.function.Supplier;
import org.sdze.optimizer.text.Text;

/** Something that the user asked for and cannot have, said in one sentence. */
public final class UserMistake extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A mistake; the sentence names the thing, its value and what is allowed. */
  public UserMistake(String sentence) {
    super(sentence);
  }

  /** A mistake, said by a pattern as {@link Text#format} takes it. */
  @FormatMethod
  public UserMistake(@FormatString String sentence, Object... values) {
    super(Text.format(sentence, values));
  }

  /** What the library makes of a request; its refusal is the user's mistake. */
  public static <T> T unlessAccepted(Supplier<T> request) {
    try {
      return request.get();
    } catch (IllegalArgumentException e) {
      throw new UserMistake(String.valueOf(e.getMessage()));
    }
  }
}
