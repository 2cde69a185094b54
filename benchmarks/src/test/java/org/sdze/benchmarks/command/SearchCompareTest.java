package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sdze.testing.Ended;

/** The real command at work on a test function. */
class SearchCompareTest {

  @Test
  @Tag("slow")
  void generatorsAreComparedInATableOrInNumbers() throws IOException {
    Ended table = Ended.run("search-compare", "--only", "Branin", "--seeds", "1");
    assertEquals(0, table.exitCode(), table.stderr());
    List<String> lines = table.stdout().lines().toList();
    assertEquals("| on | generator | ¼ | ½ | ¾ | 1 | better : worse | p |", lines.get(0));
    assertEquals(2 + 5, lines.size());
    String command = "search-compare --only Branin --seeds 1 --generators bayesian --json";
    Ended numbers = Ended.run(command.split(" "));
    JsonNode rows = new ObjectMapper().readTree(numbers.stdout()).get("rows");
    assertEquals(2, rows.size());
    assertEquals("Bayesian", rows.get(1).get("generator").asText());
    assertTrue(
        rows.get(1).get("medians").get(3).asDouble() < rows.get(0).get("medians").get(3).asDouble(),
        rows.toString());
  }
}
