package org.sdze.arbiter.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes {@code report.html}, one page that needs nothing else, and {@code results.csv} (RFC 4180).
 * Each is written beside its place and then moved there, so that a reader never sees half of one.
 * The same search gives the same bytes.
 */
public final class ReportFiles {

  private ReportFiles() {}

  /**
   * Writes both files, over those of before. Takes about a second for some thousand candidates.
   *
   * @param folder an existing folder
   * @throws IOException if a file can't be written there
   */
  public static void write(SearchSummary search, Path folder) throws IOException {
    put(folder, "results.csv", ResultsCsv.of(search));
    put(folder, "report.html", ReportPage.of(search));
  }

  private static void put(Path folder, String name, String text) throws IOException {
    Path unfinished = folder.resolve("." + name + ".unfinished");
    try {
      Files.write(unfinished, text.getBytes(StandardCharsets.UTF_8));
      Files.move(
          unfinished,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
