package org.sdze.testing;

import java.util.List;
import org.junit.jupiter.api.function.Executable;

/**
 * A call that cannot be meant, as a row of a table.
 *
 * @param text how a user writes it
 * @param call the call
 * @param named what the sentence that refuses it holds: the thing, its value, what is allowed
 */
public record BadCall(String text, Executable call, List<String> named) {

  /** A row. */
  public static BadCall of(String text, Executable call, String... named) {
    return new BadCall(text, call, List.of(named));
  }

  /** What a caller without null checks hands over. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // it is of every type
  public static <T> T nothing() {
    return null;
  }

  /** Checks that the call is refused with a sentence. */
  public void check() {
    Sentence.refused(IllegalArgumentException.class, call, named.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return text;
  }
}
