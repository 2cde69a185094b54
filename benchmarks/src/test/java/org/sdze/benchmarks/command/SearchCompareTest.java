package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.testing.Ended;

/** The real command at work on a test function. */
class SearchCompareTest {

  @TempDir private Path folder;

  @Test
  @Tag("slow")
  void generatorsAreComparedInATableOrInNumbers() throws IOException {
    Ended table = Ended.run("search-compare", "--only", "Branin", "--seeds", "1");
    assertEquals(0, table.exitCode(), table.stderr());
    List<String> lines = table.stdout().lines().toList();
    assertEquals("| on | generator | ¼ | ½ | ¾ | 1 | better : worse | p |", lines.get(0));
    assertEquals(2 + 5, lines.size());
    String command =
        "search-compare --only Branin --seeds 1 --generators bayesian --json --out " + folder;
    Ended numbers = Ended.run(command.split(" "));
    assertEquals(0, numbers.exitCode(), numbers.stderr());
    JsonNode document = new ObjectMapper().readTree(numbers.stdout());
    JsonNode rows = document.get("rows");
    assertEquals(2, rows.size());
    assertEquals("Bayesian", rows.get(1).get("generator").asText());
    assertTrue(
        rows.get(1).get("medians").get(3).asDouble() < rows.get(0).get("medians").get(3).asDouble(),
        rows.toString());

    assertEquals("float", document.get("precision").asText());

    // What its bits depend on is kept, and said where it changes.
    Path kept = folder.resolve("arithmetic.json");
    ObjectNode arithmetic = JsonRecord.read(kept);
    assertEquals(document.get("arithmetic"), arithmetic);
    assertEquals("", numbers.stderr());
    JsonRecord.write(kept, arithmetic.put("core", "KATMAI"));
    Ended again = Ended.run(command.split(" "));
    assertEquals(numbers.stdout(), again.stdout());
    assertEquals(1, again.errorLines().size(), again.stderr());
    assertTrue(again.stderr().contains("instead of KATMAI"), again.stderr());
  }
}
