package org.sdze.examples.cli;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.sdze.examples.cli.run.Interruption;

/**
 * Runs all lines of {@code bad-command-lines.txt} one after the other, in a process whose current
 * folder and whose folder of temporary files lie in one folder of their own.
 */
final class BadCommandLines {

  /** A line that took longer is still running, and nothing stops it. */
  static final int PATIENCE_SECONDS = 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int DEPTH = 100_000;

  private static final String SEARCH =
      """
      {"problem": {"kind": "equation", "name": "poisson-two-body", "dimension": 3},
       "space": {
         "width": {"kind": "integer", "from": 4, "to": 12},
         "damping": {"kind": "log", "from": 1e-6, "to": 1e-1}},
       "score": {"kind": "relative-error", "points": 40},
       "generator": {"kind": "random"},
       "training": {"steps": 5},
       "limits": {"candidates": 1},
       "memory": 1500}
      """;

  private BadCommandLines() {}

  /** A line of the table. */
  record Line(int exitCode, String command, String named, String change) {

    /** All lines. */
    static List<Line> all() throws IOException {
      try (var table = BadCommandLines.class.getResourceAsStream("bad-command-lines.txt")) {
        return new String(table.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Line::of)
            .toList();
      }
    }

    private static Line of(String line) {
      List<String> fields = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
      return new Line(
          Integer.parseInt(fields.get(0)),
          fields.get(1),
          fields.get(2),
          fields.size() > 3 ? fields.get(3) : "");
    }
  }

  /** What a line came to; exit code −1 where it was still running. */
  record Result(int exitCode, String stdout, String stderr, List<String> written) {}

  /**
   * Writes the results, a line of JSON each.
   *
   * @param arguments a folder for everything, and the file for the results
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    PrintStream stderr = System.err;
    try (PrintStream results = new PrintStream(arguments[1], StandardCharsets.UTF_8)) {
      for (Line line : Line.all()) {
        Result result = run(line, folder);
        results.println(MAPPER.writeValueAsString(result));
        if (result.exitCode() < 0) {
          results.flush();
          Runtime.getRuntime().halt(1);
        }
      }
    }
    System.setErr(stderr);
    System.exit(0);
  }

  private static Result run(Line line, Path folder) throws IOException, InterruptedException {
    String[] arguments = arguments(line, folder.resolve("given"));
    Map<String, String> before = listing(folder);
    ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stderr = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setErr(stderr);
    int exitCode = -1;
    ExecutorService runner = Executors.newSingleThreadExecutor();
    try (Interruption interruption = new Interruption(stderr::println)) {
      exitCode =
          runner
              .submit(() -> Main.run(arguments, stdout, stderr, interruption))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      e.printStackTrace(stderr);
    } catch (TimeoutException e) {
      stderr.println("still running");
    } finally {
      runner.shutdownNow();
    }
    Map<String, String> after = listing(folder);
    List<String> written = new ArrayList<>();
    after.forEach(
        (file, state) -> {
          if (!state.equals(before.remove(file))) {
            written.add(file);
          }
        });
    before.keySet().forEach(file -> written.add(file + " is gone"));
    return new Result(
        exitCode,
        stdout.toString(StandardCharsets.UTF_8),
        said.toString(StandardCharsets.UTF_8),
        written);
  }

  /** The arguments of a line, with the files that it names made anew. */
  private static String[] arguments(Line line, Path given) throws IOException {
    Path file = given.resolve("file");
    Path search = given.resolve("search.json");
    Files.createDirectories(given.resolve("folder"));
    Files.writeString(given.resolve("folder").resolve("file"), "a file");
    Files.writeString(file, "a file");
    Files.writeString(search, search(line.change()));
    return Stream.of(line.command().split(" "))
        .filter(word -> !word.isEmpty())
        .map(
            word ->
                word.equals("''")
                    ? ""
                    : word.replace("$FILE", file.toString())
                        .replace("$FOLDER", given.resolve("folder").toString())
                        .replace("$NEW", given.resolve("new").toString())
                        .replace("$LONG", "n".repeat(300))
                        .replace("$SEARCH", search.toString()))
        .toArray(String[]::new);
  }

  /** A search that would run, but for a change. */
  private static String search(String change) throws JsonProcessingException {
    if (change.startsWith("TEXT")) {
      return change.substring(4);
    }
    if (change.equals("DEEP")) {
      return "{\"problem\": " + "[".repeat(DEPTH) + "]".repeat(DEPTH) + "}";
    }
    ObjectNode search = (ObjectNode) MAPPER.readTree(SEARCH);
    if (!change.isEmpty()) {
      String[] words = change.split(" ", 2);
      boolean isRemoval = words[0].equals("-");
      JsonPointer pointer = JsonPointer.compile(words[isRemoval ? 1 : 0]);
      ObjectNode parent = (ObjectNode) search.at(pointer.head());
      String name = pointer.last().getMatchingProperty();
      if (isRemoval) {
        parent.remove(name);
      } else {
        parent.putRawValue(name, new com.fasterxml.jackson.databind.util.RawValue(words[1]));
      }
    }
    return search.toString();
  }

  /** Every file and folder with its size and the time of its last change. */
  private static Map<String, String> listing(Path folder) throws IOException {
    Map<String, String> listing = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        listing.put(
            folder.relativize(file).toString(),
            Files.isDirectory(file)
                ? "folder"
                : Files.size(file) + " " + Files.getLastModifiedTime(file));
      }
    }
    return listing;
  }
}
