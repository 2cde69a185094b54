package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.sdze.testing.Ended;

class BenchTest {

  @Test
  void stagesOfEachDimensionSumUpToTheStep() throws IOException {
    Ended bench = Ended.run("bench", "--dims", "3,40", "--seconds", "2", "--json");
    assertEquals(0, bench.exitCode(), bench.stderr());
    JsonNode report = new ObjectMapper().readTree(bench.stdout());
    assertTrue(report.get("limits").get("gigaflops").asDouble() > 1);
    assertTrue(report.get("limits").get("gigabytes").asDouble() > 0.1);
    assertEquals(2, report.get("steps").size());
    for (JsonNode step : report.get("steps")) {
      double median = step.get("milliseconds").asDouble();
      double sum = 0;
      for (JsonNode stage : step.get("stages")) {
        sum += stage.asDouble();
      }
      assertTrue(median > 0);
      assertEquals(median, sum, 1e-9 * median);
      assertEquals(step.get("limit").asDouble(), step.get("share").asDouble() * median, 1e-9);
      assertTrue(step.get("stages").has("kernel"), step.toString());
      assertTrue(step.get("stages").has("rows"), step.toString());
    }
    // 512 units and 400 points: 40 coordinates more make 4 n h + n² flops each
    double flops =
        report.get("steps").get(1).get("gigaflops").asDouble()
            - report.get("steps").get(0).get("gigaflops").asDouble();
    assertEquals(37 * (4.0 * 400 * 512 + 400 * 400), 1e9 * flops, 1);
  }

  @Test
  void aDimensionThatIsNoneIsRefused() {
    Ended bench = Ended.run("bench", "--dims", "3,x");
    assertEquals(2, bench.exitCode());
    assertTrue(bench.stderr().contains("--dims"), bench.stderr());
  }
}
