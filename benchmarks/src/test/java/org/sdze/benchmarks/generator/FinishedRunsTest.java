package org.sdze.benchmarks.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.testing.Damage;

class FinishedRunsTest {

  private static final double[] FIRST = {0.5, 0.25, 0.1, 1e-3};
  private static final double[] SECOND = {1, 0.5, 0.25, Double.POSITIVE_INFINITY};

  @TempDir Path folder;

  private static double[] run(FinishedRuns runs, long seed, double[] quarters) {
    return runs.get(TestFunction.BRANIN, Contender.RANDOM, seed, 12, () -> quarters);
  }

  /** A run that a cut has dropped is made again. */
  private static Object both(Path file) throws IOException {
    FinishedRuns runs = new FinishedRuns(file);
    return Arrays.toString(run(runs, 1, FIRST)) + Arrays.toString(run(runs, 2, SECOND));
  }

  @Test
  void noDamageGivesOtherNumbers() throws IOException {
    Path file = folder.resolve("runs.tsv");
    both(file);
    assertEquals(2, Files.readAllLines(file).size());
    int refused =
        Damage.refusals(
            file,
            FinishedRunsTest::both,
            Set.of(CheckpointException.class, IllegalArgumentException.class));
    assertTrue(refused > 150, "refused " + refused);
  }

  @Test
  void linesOfAnEarlierReleaseAreRead() throws IOException {
    Path file = folder.resolve("runs.tsv");
    run(new FinishedRuns(file), 1, FIRST);
    Files.writeString(file, Files.readString(file).replaceAll("\tcrc32:[0-9a-f]{8}", ""));
    assertArrayEquals(FIRST, run(new FinishedRuns(file), 1, SECOND));
  }

  @Test
  void whatWasThereIsNotWrittenTo() throws IOException {
    Path file = folder.resolve("runs.tsv");
    run(new FinishedRuns(file), 1, FIRST);
    Files.writeString(file, Files.readString(file) + "cut short");
    Path link = Files.createLink(folder.resolve("link"), file);
    assertArrayEquals(FIRST, run(new FinishedRuns(file), 1, SECOND));
    assertTrue(Files.readString(link).endsWith("cut short"));
    assertEquals(1, Files.readAllLines(file).size());
  }
}
