package org.sdze.optimizer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.testing.Damage;

class CheckpointTest {

  private static final int KIND = 0x54455354; // "TEST"

  @TempDir Path folder;

  private Path written(Checkpoint.Writer numbers) throws IOException {
    Path file = folder.resolve("some.state");
    Map<String, Checkpoint.Writer> entries = new LinkedHashMap<>();
    entries.put("title", out -> out.text("Überschrift"));
    entries.put("numbers", numbers);
    Checkpoint.write(file, KIND, 3, entries);
    return file;
  }

  private static List<Object> read(Path file) throws IOException {
    Checkpoint saved = Checkpoint.open(file, KIND, 3);
    try (EntryInput title = saved.entry("title");
        EntryInput numbers = saved.entry("numbers")) {
      String text = title.text();
      title.end();
      long whole = numbers.whole();
      double number = numbers.number();
      List<INDArray> arrays = numbers.arrays();
      numbers.end();
      return List.of(text, whole, number, arrays);
    }
  }

  private static void someNumbers(EntryOutput out) throws IOException {
    out.whole(-5);
    out.number(0.1);
    out.arrays(List.of(Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}})));
  }

  @Test
  void whatSaysNothingIsSaidInWords() {
    assertEquals("it ends too early", CheckpointException.innermost(new EOFException()));
    assertEquals(
        "it cannot be read",
        CheckpointException.innermost(new IllegalStateException(new IndexOutOfBoundsException())));
    assertEquals("because", CheckpointException.innermost(new IOException("because\nof that")));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    List<Object> read = read(written(CheckpointTest::someNumbers));
    assertEquals(
        List.of(
            "Überschrift",
            -5L,
            0.1,
            List.of(Nd4j.createFromArray(new double[][] {{1, 2, 3}, {4, 5, 6}}))),
        read);
  }

  @Test
  void noDamageIsReadAsSomethingElse() throws IOException {
    Path file = written(CheckpointTest::someNumbers);
    int refused = Damage.refusals(file, CheckpointTest::read, Set.of(CheckpointException.class));
    assertEquals(250, refused, "every byte is under a checksum");
  }

  /** Whoever makes a file can make its checksums, too. */
  @Test
  void whatAFileSaysOfItsSizesIsNotBelieved() throws IOException {
    refused("counts 2147483647 things", out -> out.integer(Integer.MAX_VALUE));
    refused("counts -1 things", out -> out.integer(-1));
    refused(
        "shape [2147483647, 2147483647]", out -> shape(out, Integer.MAX_VALUE, Integer.MAX_VALUE));
    refused("shape [65536, 65536]", out -> shape(out, 1 << 16, 1 << 16)); // 2³² wraps to 0
    refused("shape [-2, -3]", out -> shape(out, -2, -3));
    refused("ends too early", out -> {});
    refused(
        "4 bytes are left over",
        out -> {
          out.arrays(List.of());
          out.integer(0);
        });
    refused(
        "not finite (NaN, in its array 0)",
        out -> out.arrays(List.of(Nd4j.createFromArray(new float[][] {{1, Float.NaN}}))));
  }

  private static void shape(EntryOutput out, int rows, int columns) throws IOException {
    out.integer(1);
    out.integer(0x01000000 | rows >>> 8); // a byte that says double, then the rows' first bytes
    out.integer(rows << 24 | columns >>> 8);
    out.integer(columns << 24);
  }

  private void refused(String sentence, Checkpoint.Writer content) throws IOException {
    Path file = written(content);
    String message =
        assertThrows(
                CheckpointException.class,
                () -> {
                  try (EntryInput in = Checkpoint.open(file, KIND, 3).entry("numbers")) {
                    in.arrays();
                    in.end();
                  }
                })
            .getMessage();
    assertTrue(message.contains(sentence) && message.contains(file.toString()), message);
  }

  @Test
  void anotherKindAndAnotherVersionAreNamed() throws IOException {
    Path file = written(CheckpointTest::someNumbers);
    assertEquals(
        file
            + " is of version 3, but the newest that can be read is 2; it is of another release, or damaged",
        assertThrows(CheckpointException.class, () -> Checkpoint.open(file, KIND, 2)).getMessage());
    Files.writeString(file, "nothing of the sort");
    assertEquals(
        file + " is no file of this kind, or damaged",
        assertThrows(CheckpointException.class, () -> Checkpoint.open(file, KIND, 3)).getMessage());
  }
}
