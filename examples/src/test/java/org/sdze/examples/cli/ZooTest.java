package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The command {@code zoo}. */
class ZooTest {

  @Test
  void digitsGiveOneObjectWithEveryOptimizer() throws IOException {
    Ended ended =
        Ended.run("zoo", "LeNet", "--data", "digits", "--epochs", "1", "--seeds", "1", "--json");
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode result = new ObjectMapper().readTree(ended.stdout());
    assertEquals("LeNet", result.get("model").asText());
    assertEquals(131_080, result.get("parameters").asLong());
    assertTrue(result.get("optimizer").asText().startsWith("Sdze("));
    // Chance is 0.1. Seen on two seeds: 0.62 to 0.79, and Adam 0.44 to 0.71.
    assertTrue(result.get("accuracy").asDouble() > 0.3);
    assertTrue(result.get("adamAccuracy").asDouble() > 0.25);
    assertTrue(result.get("seconds").asDouble() > 0);
    assertTrue(result.get("adamSeconds").asDouble() > 0);
    assertEquals(5, result.get("rows").size());
  }

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
    refused("--data must be digits or synthetic, was mnist", "LeNet", "--data", "mnist");
    refused("the digits are images of 1×8×8", "VGG16", "--data", "digits");
    refused("--steps must be a whole number of at least 1, was 0", "LeNet", "--steps", "0");
  }

  private static void refused(String sentence, String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "zoo";
    System.arraycopy(options, 0, all, 1, options.length);
    Ended ended = Ended.run(all);
    assertEquals(2, ended.exitCode());
    assertEquals("", ended.stdout());
    assertTrue(ended.stderr().contains(sentence), ended.stderr());
  }
}
