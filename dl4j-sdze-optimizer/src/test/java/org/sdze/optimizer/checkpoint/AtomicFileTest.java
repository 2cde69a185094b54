package org.sdze.optimizer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  private static final String OLD = "the old one, which is longer";

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void writeOld() throws IOException {
    file = Files.writeString(folder.resolve("numbers.txt"), OLD);
  }

  @Test
  void whatWasThereIsNotWrittenTo() throws IOException {
    Path link = Files.createLink(folder.resolve("link"), file); // sees what is written in place
    AtomicFile.write(file, "the new one");
    assertEquals("the new one", Files.readString(file));
    assertEquals(OLD, Files.readString(link));
  }

  @Test
  void aWriteThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    assertThrows(
        IOException.class,
        () ->
            AtomicFile.stream(
                file,
                out -> {
                  out.write(1);
                  throw new IOException("no space left on device");
                }));
    assertEquals(OLD, Files.readString(file));
    assertEquals(List.of("numbers.txt"), names());
  }

  @Test
  void whatAKilledProcessLeftIsNoHindrance() throws IOException {
    Files.writeString(folder.resolve(".numbers.txt.unfinished"), "half of");
    AtomicFile.write(file, "the new one");
    assertEquals("the new one", Files.readString(file));
    assertEquals(List.of("numbers.txt"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
