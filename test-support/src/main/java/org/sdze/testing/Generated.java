package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Text of the repository that the program makes. A test compares it; with {@code
 * -Dsdze.regenerate=true} it writes it.
 */
public final class Generated {

  private static final String END = "<!-- end -->\n";

  private Generated() {}

  /** Asserts that a whole file is this. */
  public static void assertFile(Path file, String text) throws IOException {
    if (Boolean.getBoolean("sdze.regenerate")) {
      Files.writeString(file, text);
    }
    assertEquals(
        text, Files.readString(file), file + " is stale: -Dsdze.regenerate=true writes it");
  }

  /**
   * Asserts that a page has this between {@code <!-- made of NAME -->} and {@code <!-- end -->}.
   */
  public static void assertSection(Path page, String name, String text) throws IOException {
    String before = Files.readString(page);
    String begin = "<!-- made of " + name + " -->\n";
    int from = before.indexOf(begin) + begin.length();
    int to = before.indexOf(END, from);
    assertTrue(from >= begin.length() && to >= from, page + " has no section of " + name);
    assertFile(page, before.substring(0, from) + text + before.substring(to));
  }
}
