package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.Ended;

/** The real command at work on a small network. */
class VarianceTest {

  @TempDir private Path folder;

  /**
   * 75 draws of a variance know it to some 21 %, so that a slope over two decades is known to 0.065
   * and one over a factor of 8 to 0.14: the bounds are three and four times that.
   */
  @Test
  @Tag("slow")
  void slopesAreThoseOfTheTheory() throws IOException {
    Ended ended =
        Ended.run(
            "variance",
            "sine-gordon-two-body",
            "--dim",
            "60",
            "--width",
            "12",
            "--batch",
            "20",
            "--draws",
            "75",
            "--json",
            "--out",
            folder.toString());
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode found = new ObjectMapper().readTree(ended.stdout());
    JsonNode smoothing = found.get("slopesAgainstSmoothing");
    assertEquals(-2, smoothing.get("independent evaluations").asDouble(), 0.2);
    assertEquals(0, smoothing.get("common random numbers").asDouble(), 0.2);
    JsonNode directions = found.get("slopesAgainstDirections");
    assertEquals(-1, directions.get("rademacher").asDouble(), 0.6);
    assertEquals(-1, directions.get("gaussian").asDouble(), 0.6);
    JsonNode cosines = found.get("cosines");
    assertEquals(1, cosines.get("unit credit, all units").get("dense0").asDouble(), 1e-6);
    assertTrue(cosines.get("one Gaussian direction (MeZO)").get("dense0").asDouble() < 0.3);
    assertNotNull(ImageIO.read(folder.resolve("smoothing.png").toFile()));
    assertNotNull(ImageIO.read(folder.resolve("directions.png").toFile()));
  }

  @Test
  void aProblemWithoutASolutionIsAMistake() {
    Ended ended = Ended.run("variance", "sine-gordon-four-body");
    assertEquals(2, ended.exitCode());
    assertEquals(1, ended.errorLines().size());
  }
}
