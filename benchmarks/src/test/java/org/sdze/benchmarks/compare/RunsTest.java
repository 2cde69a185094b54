package org.sdze.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.testing.Damage;

/** Runs that are finished, and the file that each was kept in. */
class RunsTest {

  @TempDir Path folder;
  private Path row;
  private Measured run;

  private static ObjectNode result() {
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("outcome", "done").put("steps", 3).put("stepsPerSecond", 2.0);
    result.put("relativeL2", 0.125).put("constantBaseline", 0.9);
    result.put("peakRssMiB", 400.5);
    return result;
  }

  private Path history(String second) throws IOException {
    return Files.write(
        folder.resolve("history.csv"),
        List.of(
            "step,seconds,loss,learningRate,damping,relativeL2",
            "1,0.5,1.25,0.01,0.001,0.75",
            second,
            "3,1.5,0.25,0.01,0.001,0.125"));
  }

  @BeforeEach
  void keep() throws IOException {
    row = folder.resolve("row.json");
    run = Measured.of(result(), history("2,1.0,0.5,0.01,0.001,"), Arithmetic.here());
    JsonRecord.write(row, run);
  }

  @Test
  void whatIsKeptIsRead() throws IOException {
    assertEquals(0.125, run.error());
    assertEquals(3, run.steps());
    assertTrue(Double.isNaN(run.affineBaseline()));
    assertEquals(
        List.of(new Measured.Point(0.5, 0.75), new Measured.Point(1.5, 0.125)), run.curve());
    assertEquals(run, Runs.finished(row));
  }

  @Test
  void noDamageGivesOtherFigures() throws IOException {
    Damage.Loader loader = file -> Runs.finished(row);
    assertTrue(Damage.refusals(row, loader, Set.of(CheckpointException.class)) > 180);
  }

  @Test
  void aCutRowIsNamedWithWhatToDo() throws IOException {
    String text = Files.readString(row);
    Files.writeString(row, text.substring(0, text.length() / 2));
    String message = assertThrows(CheckpointException.class, () -> Runs.finished(row)).getMessage();
    assertTrue(message.startsWith(row + " is damaged: "), message);
    assertTrue(message.endsWith("; delete it to make the run again"), message);
  }

  @Test
  void aHistoryThatIsNoneIsNamedWithItsLine() throws IOException {
    Path history = history("2,1.0,0.5,0.01,0.001,half");
    String message =
        assertThrows(CheckpointException.class, () -> Measured.of(result(), history, null))
            .getMessage();
    assertEquals(history + " is damaged: its line \"2,1.0,0.5,0.01,0.001,half\"", message);
  }
}
