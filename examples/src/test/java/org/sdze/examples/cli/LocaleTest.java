package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.testing.Ended;

/** A whole search where numbers are written with other digits, or with a comma. */
@Tag("slow")
class LocaleTest {

  private static final Pattern DECIMAL_COMMA = Pattern.compile("\\d,\\d\\d?\\b(?!,)");
  private static final Pattern OTHER_DIGITS = Pattern.compile("[\\p{Nd}&&[^0-9]]");

  private static final String CONFIG =
      """
      {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
       "space": {
         "width": {"kind": "integer", "from": 4, "to": 12},
         "batch": 12,
         "damping": {"kind": "log", "from": 1e-6, "to": 1e-1}},
       "score": {"kind": "relative-error", "points": 40},
       "generator": {"kind": "random", "seed": 1},
       "training": {"steps": 10},
       "limits": {"candidates": 2},
       "memory": 1500}
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"ar, EG", "de, DE"})
  void aWholeSearchWritesWhatItWritesEverywhere(String language, String country)
      throws IOException {
    Path config = Files.writeString(folder.resolve("tiny.json"), CONFIG);
    Path out = folder.resolve("out");
    String options = "JAVA_TOOL_OPTIONS=-Duser.language=" + language + " -Duser.country=" + country;
    Ended ended =
        new Ended.Running(
                List.of("env", options),
                "search",
                config.toString(),
                "--out",
                out.toString(),
                "--json")
            .await();
    assertEquals(0, ended.exitCode(), ended.stderr());
    JsonNode figures =
        new ObjectMapper().readTree(ended.stdout().lines().reduce((a, b) -> b).orElseThrow());
    assertEquals(2, figures.get("candidates").asInt(), ended.stdout());
    assertEquals(0, figures.get("failed").asInt(), ended.stdout());
    requireNeutral("stdout", ended.stdout().lines().filter(line -> !line.startsWith("{")));
    requireNeutral("stderr", ended.stderr().lines());
    try (Stream<Path> files = Files.walk(out)) {
      for (Path file : files.filter(LocaleTest::isText).toList()) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertFalse(OTHER_DIGITS.matcher(text).find(), () -> file + " has other digits");
      }
    }
  }

  private static boolean isText(Path file) {
    return Stream.of(".json", ".csv", ".html", ".txt")
        .anyMatch(end -> file.getFileName().toString().endsWith(end));
  }

  private static void requireNeutral(String name, Stream<String> lines) {
    lines.forEach(
        line -> {
          assertFalse(OTHER_DIGITS.matcher(line).find(), () -> name + " has other digits: " + line);
          assertFalse(
              DECIMAL_COMMA.matcher(line).find(), () -> name + " has a decimal comma: " + line);
        });
  }
}
