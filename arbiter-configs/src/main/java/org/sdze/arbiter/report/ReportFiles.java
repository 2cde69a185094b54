package org.sdze.arbiter.report;

import java.io.IOException;
import java.nio.file.Path;
import org.sdze.optimizer.checkpoint.AtomicFile;

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
    AtomicFile.write(folder.resolve("results.csv"), ResultsCsv.of(search));
    AtomicFile.write(folder.resolve("report.html"), ReportPage.of(search));
  }
}
