package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.function.Executable;

/**
 * What a user reads when something is refused: one sentence on one line that names the thing, and
 * nothing of the program's inside.
 */
public final class Sentence {

  private static final int LONGEST = 500;

  /** What a sentence never holds, by the name of the fault. */
  private static final Map<String, Pattern> FAULTS = faults();

  private Sentence() {}

  private static Map<String, Pattern> faults() {
    Map<String, Pattern> faults = new LinkedHashMap<>();
    faults.put("it begins or ends with a blank", Pattern.compile("^\\s|\\s$"));
    faults.put("it has several lines", Pattern.compile("[\\r\\n]"));
    faults.put("it has several sentences", Pattern.compile("[.!?]\\s+\\p{Lu}"));
    faults.put("something is missing at its end", Pattern.compile("[:,;(\\[=\\-]$|: null\\.?$"));
    faults.put(
        "it names a class", Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z]\\w*|\\w\\$\\w"));
    faults.put("it names an exception", Pattern.compile("\\b[A-Z]\\w*(?:Exception|Error)\\b"));
    faults.put("it shows an object's address", Pattern.compile("@[0-9a-f]{4,}"));
    faults.put("it shows a call stack", Pattern.compile("\\bat \\S+\\(\\S*\\)|\\.java:\\d"));
    faults.put(
        "it is a parser's report", Pattern.compile("\\[Source|\\(through reference|\\(line: \\d"));
    faults.put("a place for a value is still empty", Pattern.compile("%[sdnf]"));
    return faults;
  }

  /**
   * Checks that a text is a sentence.
   *
   * @param named what it must hold: the thing, its value, what is allowed
   */
  public static void check(String text, String... named) {
    if (text == null || text.isBlank()) {
      throw new AssertionError("there is no sentence");
    }
    FAULTS.forEach(
        (fault, pattern) -> {
          if (pattern.matcher(text).find()) {
            fail(fault + ": " + text);
          }
        });
    assertTrue(text.length() <= LONGEST, () -> "it is too long: " + text);
    for (String part : named) {
      assertTrue(text.contains(part), () -> "it does not say \"%s\": %s".formatted(part, text));
    }
  }

  /**
   * Checks that a call is refused with a sentence.
   *
   * @param type the very class of what is thrown
   * @param named what the sentence must hold
   */
  public static void refused(Class<? extends Throwable> type, Executable call, String... named) {
    Throwable thrown = assertThrows(Throwable.class, call);
    assertEquals(type, thrown.getClass(), thrown::toString);
    check(thrown.getMessage(), named);
  }
}
