package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.JavaProcess;
import org.sdze.testing.Sentence;

/**
 * Every mistake of a user, of the table {@code bad-command-lines.txt}: its exit code, one sentence
 * on stderr, nothing on stdout, nothing written, at once.
 */
class BadCommandLineTest {

  private static final String PREFIX = "sdze: ";
  private static final int DIVERGED = 3;

  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> aMistakeIsOneSentenceAndLeavesNothing() throws Exception {
    List<BadCommandLines.Line> lines = BadCommandLines.Line.all();
    List<BadCommandLines.Result> results = results();
    return IntStream.range(0, lines.size())
        .mapToObj(
            k ->
                DynamicTest.dynamicTest(
                    "%d: %s".formatted(k + 1, lines.get(k)),
                    () -> {
                      assertTrue(k < results.size(), "the process had ended before");
                      check(lines.get(k), results.get(k));
                    }));
  }

  @Test
  void theTableIsReadWhole() throws IOException {
    assertTrue(BadCommandLines.Line.all().size() >= 197);
  }

  private static void check(BadCommandLines.Line line, BadCommandLines.Result result) {
    assertEquals(List.of(), result.written());
    assertEquals(line.exitCode(), result.exitCode(), result.stderr());
    if (line.exitCode() != DIVERGED) { // which has figures all the same
      assertEquals("", result.stdout());
    }
    assertEquals(1, result.stderr().lines().count(), result.stderr());
    assertTrue(result.stderr().startsWith(PREFIX), result.stderr());
    Sentence.check(result.stderr().strip().substring(PREFIX.length()), line.named());
  }

  /** One process for all of them, in folders of its own. */
  private static List<BadCommandLines.Result> results() throws Exception {
    Path work = Files.createDirectories(folder.resolve("all").resolve("work"));
    Path temporary = Files.createDirectories(folder.resolve("all").resolve("temporary"));
    Path file = folder.resolve("results");
    Path said = folder.resolve("said");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Dorg.bytedeco.javacpp.maxbytes=2g");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", JavaProcess.classPath(), BadCommandLines.class.getName()));
    command.addAll(List.of(work.getParent().toString(), file.toString()));
    int exitCode =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start()
            .waitFor();
    List<BadCommandLines.Result> results = new ArrayList<>();
    for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
      results.add(new ObjectMapper().readValue(line, BadCommandLines.Result.class));
    }
    assertTrue(exitCode == 0 || !results.isEmpty(), () -> "it did not run: " + read(said));
    return results;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
