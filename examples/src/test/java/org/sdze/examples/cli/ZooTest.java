package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sdze.testing.Ended;

/** The command {@code zoo}. */
class ZooTest {

  @Test
  void stepsOnNoiseGiveOneLine() {
    Ended ended = Ended.run("zoo", "simplecnn", "--steps", "2");
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertTrue(ended.stdout().startsWith("SimpleCNN: 651,418 parameters, loss "), ended.stdout());
  }

  @Test
  void mistakesGetASentence() {
    refused("a network is missing: give its name, or --list");
    refused("no zoo network is called \"NASNet\"", "NASNet");
    refused("--steps must be a whole number of at least 1, was 0", "LeNet", "--steps", "0");
  }

  private static void refused(String sentence, String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "zoo";
    System.arraycopy(options, 0, all, 1, options.length);
    Ended ended = InThisProcess.run(all);
    assertEquals(2, ended.exitCode());
    assertEquals("", ended.stdout());
    assertTrue(ended.stderr().contains(sentence), ended.stderr());
  }
}
