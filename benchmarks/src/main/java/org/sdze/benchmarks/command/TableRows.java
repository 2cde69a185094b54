package org.sdze.benchmarks.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.checkpoint.AtomicFile;

/** What commands that make a table of chosen rows have in common. */
final class TableRows {

  private TableRows() {}

  /**
   * The rows that {@code --only} names, in its order; all if it was not given.
   *
   * @param only labels with commas between them
   * @throws UserMistake if there is no such row
   */
  static <R> List<R> chosen(@Nullable String only, List<R> all, Function<R, String> label) {
    if (only == null) {
      return all;
    }
    return Arrays.stream(only.split(",", -1))
        .map(
            wanted ->
                all.stream()
                    .filter(row -> label.apply(row).equals(wanted))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new UserMistake(
                                "--only must name rows of %s, was \"%s\"",
                                all.stream().map(label).collect(Collectors.joining(", ")), wanted)))
        .toList();
  }

  /** Writes the table for people and for programs. */
  static void write(Path folder, String markdown, String csv) throws IOException {
    AtomicFile.write(folder.resolve("table.md"), markdown);
    AtomicFile.write(folder.resolve("table.csv"), csv);
  }
}
