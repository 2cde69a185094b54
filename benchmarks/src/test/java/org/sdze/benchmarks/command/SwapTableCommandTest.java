package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.Ended;

/** The real command on two small networks. */
class SwapTableCommandTest {

  @Test
  void printsOneObjectAndLeavesTheTable(@TempDir Path folder) throws IOException {
    Ended ended =
        Ended.run(
            "swap-table",
            "--only",
            "sums,iris",
            "--seeds",
            "1",
            "--epochs",
            "3",
            "--cosine",
            "--json",
            "--out",
            folder.toString());
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode rows = new ObjectMapper().readTree(ended.stdout()).get("rows");
    assertEquals(2, rows.size());
    JsonNode iris = rows.get(1);
    assertEquals("iris", iris.get("network").asText());
    assertEquals(3, iris.get("epochs").asInt());
    double accuracy = iris.get("runs").get(0).get("sdze").get("accuracy").asDouble();
    assertTrue(accuracy >= 0 && accuracy <= 1, ended.stdout());
    assertEquals(3, iris.get("cosines").size());
    assertTrue(rows.get(0).get("runs").get(0).get("sdze").get("accuracy").isNull());
    String table = Files.readString(folder.resolve("table.md"));
    assertTrue(table.contains("| sums | 41 | 3 | Nesterovs |"), table);
    assertTrue(table.contains("| iris | 2 OutputLayer | 12 |"), table);
    assertEquals(5, Files.readAllLines(folder.resolve("table.csv")).size());
  }
}
