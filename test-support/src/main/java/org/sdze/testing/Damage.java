package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Files with one bit flipped, and files that end too early. */
public final class Damage {

  private static final int FLIPS = 200;
  private static final int CUTS = 50; // one at every 2 % of the length

  private Damage() {}

  /** Loads a file: what it gives is compared by {@code equals}. */
  @FunctionalInterface
  public interface Loader {
    /** Loads. */
    Object load(Path file) throws IOException;
  }

  /**
   * Loads damaged copies of a file: each must give what the whole one does, or an exception of a
   * kind that is foreseen, with one sentence.
   *
   * @param file whole
   * @param foreseen the kinds of exceptions
   * @return how many copies were refused
   */
  public static int refusals(Path file, Loader loader, Set<Class<? extends Exception>> foreseen)
      throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Object expected = loader.load(file);
    int refused = 0;
    for (Map.Entry<String, byte[]> copy : copies(whole).entrySet()) {
      Files.write(file, copy.getValue());
      Object loaded;
      try {
        loaded = loader.load(file);
      } catch (IOException | RuntimeException e) {
        assertTrue(foreseen.contains(e.getClass()), () -> copy.getKey() + ": " + e);
        assertIsSentence(copy.getKey(), e.getMessage());
        refused++;
        continue;
      }
      assertEquals(expected, loaded, copy.getKey());
    }
    Files.write(file, whole);
    return refused;
  }

  private static Map<String, byte[]> copies(byte[] whole) {
    SplittableRandom random = new SplittableRandom(17);
    Map<String, byte[]> copies = new LinkedHashMap<>();
    for (int k = 0; k < FLIPS; k++) {
      int place = random.nextInt(whole.length);
      int bit = random.nextInt(Byte.SIZE);
      byte[] flipped = whole.clone();
      flipped[place] ^= (byte) (1 << bit);
      copies.put("bit %d of byte %d flipped (%d)".formatted(bit, place, k), flipped);
    }
    for (int k = 0; k < CUTS; k++) {
      int length = (int) ((long) whole.length * k / CUTS);
      copies.put("cut after %d bytes".formatted(length), Arrays.copyOf(whole, length));
    }
    return copies;
  }

  /** Checks that a message is one line that says something. */
  public static void assertIsSentence(String of, String message) {
    assertTrue(message != null && message.length() > 20, of + ": " + message);
    assertFalse(message.contains("\n"), of + ": " + message);
    assertFalse(message.strip().endsWith(":"), of + ": " + message);
    assertFalse(message.contains("Exception"), of + ": " + message);
  }
}
