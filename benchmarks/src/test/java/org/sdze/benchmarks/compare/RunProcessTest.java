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
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.testing.Damage;

/** Runs that are finished, and the files they were kept in. */
class RunProcessTest {

  @TempDir Path folder;
  private Path row;
  private Path history;

  @BeforeEach
  void keep() throws IOException {
    row = folder.resolve("row.json");
    history =
        Files.write(
            folder.resolve("history.csv"),
            List.of(
                "step,seconds,loss,learningRate,damping,relativeL2",
                "1,0.5,1.25,0.01,0.001,0.75",
                "2,1.0,0.5,0.01,0.001,",
                "3,1.5,0.25,0.01,0.001,0.125"));
    ObjectNode result = JsonNodeFactory.instance.objectNode();
    result.put("outcome", "done").put("steps", 3).put("stepsPerSecond", 2.0);
    result.put("relativeL2", 0.125).put("constantBaseline", 0.9).put("affineBaseline", 0.7);
    result.put("peakRssMiB", 400.5);
    RunProcess.keep(row, result, history);
  }

  @Test
  void whatIsKeptIsRead() throws IOException {
    Measured run = RunProcess.finished(row, history);
    assertEquals(0.125, run.error());
    assertEquals(3, run.steps());
    assertEquals(
        List.of(new Measured.Point(0.5, 0.75), new Measured.Point(1.5, 0.125)), run.curve());
  }

  @Test
  void noDamageGivesOtherFigures() throws IOException {
    Damage.Loader loader = file -> RunProcess.finished(row, history);
    Set<Class<? extends Exception>> foreseen = Set.of(CheckpointException.class);
    assertTrue(Damage.refusals(row, loader, foreseen) > 180);
    assertEquals(250, Damage.refusals(history, loader, foreseen));
  }

  @Test
  void aCutRowIsNamedWithWhatToDo() throws IOException {
    String text = Files.readString(row);
    Files.writeString(row, text.substring(0, text.length() / 2));
    String message = refusal();
    assertTrue(message.startsWith(row + " is damaged: "), message);
    assertTrue(message.endsWith("; delete %s to make the run again".formatted(row)), message);
    Files.writeString(row, text);
    Files.delete(history);
    assertEquals(
        "there is no file %s; delete %s to make the run again".formatted(history, row), refusal());
  }

  private String refusal() {
    return assertThrows(CheckpointException.class, () -> RunProcess.finished(row, history))
        .getMessage();
  }
}
