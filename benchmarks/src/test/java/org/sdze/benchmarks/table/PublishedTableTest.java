package org.sdze.benchmarks.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;

class PublishedTableTest {

  @TempDir Path folder;

  @Test
  void everyRowIsAProblemOfTheLibrary() {
    for (PublishedRow row : PublishedRow.all()) {
      ProblemShape.of(Problems.library().get(row.problem()), row.dimension());
      assertTrue(row.seconds().stream().allMatch(seconds -> seconds <= 300), row.label());
    }
  }

  @Test
  void aRowIsRunOnceAndStatedByItsMeasure() throws IOException {
    PublishedRow rms =
        new PublishedRow(
            "tiny", "poisson-sines", 1, PublishedRow.Measure.RMS, List.of(1), "nothing");
    PublishedRow relative =
        new PublishedRow(
            "tiny", "poisson-sines", 1, PublishedRow.Measure.RELATIVE, List.of(1), "nothing");
    List<String> said = new ArrayList<>();
    PublishedTable.Cell cell;
    PublishedTable.Cell again;
    try (Interruption interruption = new Interruption(said::add)) {
      cell = PublishedTable.run(List.of(rms), folder, 1, said::add, interruption).get(0);
      again = PublishedTable.run(List.of(relative), folder, 1, said::add, interruption).get(0);
    }
    assertTrue(cell.median() < 0.5, said.toString()); // of a second on any machine
    assertEquals(Math.sqrt(0.5), cell.median() / again.median(), 0.02, "√(mean sin²)");
    assertTrue(
        PublishedTable.markdown(List.of(cell))
            .contains("| tiny | `poisson-sines` | 1 | RMS | 1 |"));
    assertEquals(2, PublishedTable.csv(List.of(cell)).lines().count());
  }
}
