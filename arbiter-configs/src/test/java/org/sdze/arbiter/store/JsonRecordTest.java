package org.sdze.arbiter.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.testing.Damage;

class JsonRecordTest {

  @TempDir Path folder;
  private Path file;

  record Some(String name, double number, long count, List<Double> more, @Nullable String none) {}

  private static final Some SOME =
      new Some("Prüfung \"1\"", 1e-4, Long.MAX_VALUE, List.of(0.1, Double.NaN, -1 / 3.0), null);

  @BeforeEach
  void name() {
    file = folder.resolve("some.json");
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    JsonRecord.write(file, SOME);
    assertEquals(SOME, JsonRecord.read(file, Some.class));
  }

  @Test
  void noDamageIsReadAsSomethingElse() throws IOException {
    JsonRecord.write(file, SOME);
    int refused =
        Damage.refusals(
            file,
            damaged -> JsonRecord.read(damaged, Some.class),
            Set.of(CheckpointException.class));
    assertTrue(refused > 200, "refused " + refused);
  }

  @Test
  void aRecordOfAnEarlierReleaseHasNoChecksum() throws IOException {
    JsonRecord.write(file, SOME);
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst(",\\s*\"checksum\"[^}]*", ""));
    assertEquals(SOME, JsonRecord.read(file, Some.class));
  }

  @Test
  void aByteOrderMarkIsSkipped() throws IOException {
    JsonRecord.write(file, SOME);
    Files.writeString(file, "\uFEFF" + Files.readString(file));
    assertEquals(SOME, JsonRecord.read(file, Some.class));
  }

  @Test
  void whatIsNoRecordIsSaidInOneSentence() throws IOException {
    assertEquals(
        "there is no file " + file,
        assertThrows(FileNotFoundException.class, () -> JsonRecord.read(file)).getMessage());
    refused(" is damaged: it is empty", new byte[0]);
    refused(" is damaged: it is empty", "\uFEFF \n".getBytes(StandardCharsets.UTF_8));
    refused(" is damaged: it is no JSON object", "[1]".getBytes(StandardCharsets.UTF_8));
    refused(" is no text in UTF-8 (after 1 bytes)", new byte[] {'{', (byte) 0xff});
    refused(" is damaged: ", "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    refused(" has 5000000 bytes, but must have at most 4194304", new byte[5_000_000]);
    refused(" is damaged: ", "{\"name\": \"some\"}".getBytes(StandardCharsets.UTF_8));
  }

  private void refused(String sentence, byte[] bytes) throws IOException {
    Files.write(file, bytes);
    String message =
        assertThrows(CheckpointException.class, () -> JsonRecord.read(file, Some.class))
            .getMessage();
    assertTrue(message.startsWith(file + sentence), message);
    Damage.assertIsSentence(sentence, message);
  }
}
