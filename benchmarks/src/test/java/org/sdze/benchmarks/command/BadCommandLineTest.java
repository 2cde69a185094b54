package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.examples.cli.Main;
import org.sdze.examples.cli.MoreCommands;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.testing.Sentence;
import picocli.CommandLine.Command;

/** Every mistake of a user, of the table {@code bad-command-lines.txt}. */
class BadCommandLineTest {

  private static final String PREFIX = "sdze: ";

  @TempDir private Path folder;

  static Stream<String> lines() throws IOException {
    try (var table = BadCommandLineTest.class.getResourceAsStream("bad-command-lines.txt")) {
      return new String(table.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"));
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void aMistakeIsOneSentenceAndLeavesNothing(String line) throws IOException {
    String[] fields = line.split("[|]", -1);
    Path file = Files.writeString(folder.resolve("file"), "a file");
    Path fresh = folder.resolve("new");
    String[] arguments =
        Arrays.stream(fields[0].strip().split(" +"))
            .map(word -> word.equals("''") ? "" : word)
            .map(word -> word.replace("$FILE", file.toString()).replace("$NEW", fresh.toString()))
            .toArray(String[]::new);
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);
    try (Interruption interruption = new Interruption(sentence -> {})) {
      assertEquals(2, Main.run(arguments, stdout, stderr, interruption), said::toString);
    }
    String words = said.toString(StandardCharsets.UTF_8);
    assertEquals(0, stdout.size());
    assertEquals(1, words.lines().count(), words);
    assertTrue(words.startsWith(PREFIX), words);
    Sentence.check(words.strip().substring(PREFIX.length()), fields[1].strip());
    assertFalse(Files.exists(fresh));
    assertEquals("a file", Files.readString(file));
  }

  @Test
  void whereTheyAreNotBuiltTheCommandLineKnowsThemByName() {
    try (Interruption interruption = new Interruption(sentence -> {})) {
      assertEquals(
          MoreCommands.OF_BENCHMARKS,
          new Benchmarks()
              .commands(interruption).stream()
                  .map(command -> command.getClass().getAnnotation(Command.class).name())
                  .collect(java.util.stream.Collectors.toSet()));
    }
  }
}
