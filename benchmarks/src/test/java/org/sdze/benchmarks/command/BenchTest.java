package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
  void aNetworkAndPointsOfOnesOwnAreStepped() throws IOException {
    Ended bench =
        Ended.run(
            "bench",
            "--dims",
            "4",
            "--depth",
            "2",
            "--width",
            "6",
            "--batch",
            "7",
            "--seconds",
            "1",
            "--json");
    assertEquals(0, bench.exitCode(), bench.stderr());
    JsonNode report = new ObjectMapper().readTree(bench.stdout());
    JsonNode step = report.get("steps").get(0);
    assertEquals("2 6 7", step.get("depth") + " " + step.get("width") + " " + step.get("batch"));
    assertTrue(step.get("limit").isNull() && step.get("share").isNull(), step.toString());
    assertTrue(report.get("exponent").isNull());
  }

  @Test
  void theTimeOfAStepIsFittedByAPowerOfTheDimension() throws IOException {
    Ended bench =
        Ended.run(
            "bench",
            "--dims",
            "2,1000,100000",
            "--width",
            "4",
            "--batch",
            "8",
            "--seconds",
            "2",
            "--json");
    assertEquals(0, bench.exitCode(), bench.stderr());
    JsonNode report = new ObjectMapper().readTree(bench.stdout());
    double time = report.get("steps").get(1).get("milliseconds").asDouble();
    double longer = report.get("steps").get(2).get("milliseconds").asDouble();
    assertEquals(Math.log10(longer / time) / 2, report.get("exponent").asDouble(), 1e-9);
  }

  /** A program that answers as Python does: 1,000 ms a step, and 250 ms one of STDE's recipe. */
  @Test
  void stepsOfAPythonTakeTurnsWithOurs(@TempDir Path folder) throws IOException {
    Path python =
        program(
            folder,
            "case $2 in *jet*) ms=250 ;; *) ms=1000 ;; esac; while read -r line; do echo $ms 0 1; done");
    Ended bench =
        Ended.run("bench", "--dims", "3", "--seconds", "1", "--json", "--jax", python.toString());
    assertEquals(0, bench.exitCode(), bench.stderr());
    JsonNode turns = new ObjectMapper().readTree(bench.stdout()).get("inTurns");
    assertEquals(1, turns.size());
    assertEquals(1000, turns.get(0).get("jax").asDouble());
    assertEquals(250, turns.get(0).get("stde").asDouble());
    assertEquals(
        turns.get(0).get("ours").asDouble(), 1000 * turns.get(0).get("ratio").asDouble(), 1e-9);
  }

  @Test
  void aPythonWithoutJaxIsLeftOutWithASentence(@TempDir Path folder) throws IOException {
    Path python = program(folder, "echo 'there is no module jax' >&2; exit 1");
    for (String given : List.of(python.toString(), folder.resolve("none").toString())) {
      Ended bench = Ended.run("bench", "--dims", "3,4", "--seconds", "1", "--jax", given);
      assertEquals(0, bench.exitCode(), bench.stderr());
      String reason =
          given.endsWith("none")
              ? given + " is no program that could be started"
              : "there is no module jax";
      assertEquals("sdze: JAX is left out: " + reason, bench.stderr().strip());
      assertTrue(bench.stdout().contains("\n        4   1×512"), bench.stdout());
    }
  }

  private static Path program(Path folder, String text) throws IOException {
    Path program = folder.resolve("python");
    Files.writeString(program, "#!/bin/sh\n" + text + "\n");
    assertTrue(program.toFile().setExecutable(true));
    return program;
  }

  @Test
  void aDeepNetworkHasNoScriptInJax() {
    Ended bench = Ended.run("bench", "--depth", "2", "--jax", "python");
    assertEquals(2, bench.exitCode());
    assertEquals(
        "sdze: --jax must go with one hidden layer, was --depth 2", bench.stderr().strip());
  }

  @Test
  void aDimensionThatIsNoneIsRefused() {
    Ended bench = Ended.run("bench", "--dims", "3,x");
    assertEquals(2, bench.exitCode());
    assertTrue(bench.stderr().contains("--dims"), bench.stderr());
  }
}
