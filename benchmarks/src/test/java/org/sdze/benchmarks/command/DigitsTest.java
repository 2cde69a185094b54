package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdze.testing.Ended;

/** The real command for one epoch. */
@Tag("slow")
class DigitsTest {

  @Test
  void digitsGiveOneObjectWithEveryOptimizer() throws IOException {
    Ended ended = Ended.run("digits", "--epochs", "1", "--seeds", "1", "--json");
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode result = new ObjectMapper().readTree(ended.stdout());
    assertEquals("LeNet", result.get("model").asText());
    assertEquals(131_080, result.get("parameters").asLong());
    assertTrue(result.get("optimizer").asText().startsWith("Sdze("));
    // Chance is 0.1. Seen on two seeds: 0.62 to 0.79, and Adam 0.44 to 0.71.
    JsonNode rows = result.get("rows");
    assertTrue(rows.get(0).get("accuracy").asDouble() > 0.3);
    assertTrue(rows.get(1).get("accuracy").asDouble() > 0.25);
    for (JsonNode row : rows) {
      assertTrue(row.get("seconds").asDouble() > 0);
    }
    assertEquals(5, rows.size());
  }
}
