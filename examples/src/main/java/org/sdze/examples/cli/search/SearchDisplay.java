package org.sdze.examples.cli.search;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.examples.cli.report.TextBar;

/** Shows on stderr where a search stands: a bar on a terminal, a line a candidate elsewhere. */
public final class SearchDisplay implements Search.Listener, AutoCloseable {

  private final PrintStream out;
  private final @Nullable Double limitSeconds;
  private final boolean isQuiet;
  private final @Nullable TextBar bar;
  private int shown;

  private SearchDisplay(PrintStream out, @Nullable Double limitSeconds, boolean isQuiet) {
    this.out = out;
    this.limitSeconds = limitSeconds;
    this.isQuiet = isQuiet;
    this.bar = !isQuiet && TextBar.isTerminal() ? new TextBar(out) : null;
  }

  /** The display of a search. */
  public static SearchDisplay of(SearchConfig config, boolean isQuiet, PrintStream stderr) {
    if (!isQuiet) {
      stderr.println("searching %s".formatted(config.problem()));
    }
    return new SearchDisplay(stderr, config.limits().seconds(), isQuiet);
  }

  @Override
  public void progressed(SearchSummary search, int finished, double planned) {
    String text =
        "%d of %.0f best %s default %s"
            .formatted(
                finished,
                planned,
                search.best().map(best -> SearchTable.number(best.score())).orElse("-"),
                search.defaultScore() == null ? "-" : SearchTable.number(search.defaultScore()));
    if (bar != null) {
      double byTime = limitSeconds == null ? 0 : search.seconds() / limitSeconds;
      bar.show(Math.min(1, Math.max(finished / planned, byTime)), text);
    } else if (!isQuiet && finished > shown) {
      shown = finished;
      CandidateRow last = search.candidates().get(search.candidates().size() - 1);
      String failure =
          last.failure() == null
              ? ""
              : "; candidate %d: %s".formatted(last.number(), last.failure());
      out.println("%6.0f s  %s%s".formatted(search.seconds(), text, failure));
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
