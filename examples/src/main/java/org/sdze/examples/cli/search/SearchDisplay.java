package org.sdze.examples.cli.search;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.search.Search;
import org.sdze.arbiter.search.SearchConfig;
import org.sdze.examples.cli.report.ProgressDisplay;
import org.sdze.examples.cli.report.TextBar;
import org.sdze.optimizer.text.Text;

/** Shows on stderr where a search stands: a bar on a terminal, a line a candidate elsewhere. */
public final class SearchDisplay implements Search.Listener, AutoCloseable {

  private final PrintStream out;
  private final String subject;
  private final @Nullable Double limitSeconds;
  private final boolean isQuiet;
  private final @Nullable TextBar bar;
  private boolean hasBegun;
  private int shown;

  private SearchDisplay(SearchConfig config, boolean isQuiet, PrintStream out) {
    this.out = out;
    this.subject = Text.format("searching %s", config.problem());
    this.limitSeconds = config.limits().seconds();
    this.isQuiet = isQuiet;
    this.bar = !isQuiet && TextBar.isTerminal() ? new TextBar(out) : null;
  }

  /** The display of a search. */
  public static SearchDisplay of(SearchConfig config, boolean isQuiet, PrintStream stderr) {
    return new SearchDisplay(config, isQuiet, stderr);
  }

  @Override
  public void progressed(Search.Progress progress) {
    SearchSummary search = progress.summary();
    if (!hasBegun && !isQuiet) { // not before: the folder may be refused
      out.println(subject);
    }
    hasBegun = true;
    if (bar != null) {
      double byTime = limitSeconds == null ? 0 : search.seconds() / limitSeconds;
      double byWork = progress.finished() / progress.planned();
      bar.show(Math.min(1, Math.max(byWork, byTime)), describe(progress, limitSeconds));
    } else if (!isQuiet && progress.finished() > shown) {
      shown = progress.finished();
      CandidateRow last = search.candidates().get(search.candidates().size() - 1);
      String failure =
          last.failure() == null
              ? ""
              : Text.format("; candidate %d: %s", last.number(), last.failure());
      out.println(
          Text.format(
              "%6.0f s  %s%s", search.seconds(), describe(progress, limitSeconds), failure));
    }
  }

  @Override
  public void warned(String sentence) {
    out.println("warning: " + sentence);
  }

  /** How much is done, running and failed, the best so far, and the time left: eighty letters. */
  static String describe(Search.Progress progress, @Nullable Double limitSeconds) {
    SearchSummary search = progress.summary();
    double left = limitSeconds == null ? Double.POSITIVE_INFINITY : limitSeconds - search.seconds();
    if (progress.finished() > 0) {
      double pace = search.seconds() / progress.finished();
      left = Math.min(left, pace * (progress.planned() - progress.finished()));
    }
    return Text.format(
        "%d of %.0f done, %d running, %d failed, best %s, default %s%s",
        progress.finished(),
        progress.planned(),
        progress.running(),
        search.candidates().stream().filter(SearchTable::isFailed).count(),
        search.best().map(best -> SearchTable.number(best.score())).orElse("-"),
        search.defaultScore() == null ? "-" : SearchTable.number(search.defaultScore()),
        Double.isInfinite(left)
            ? ""
            : Text.format(", %s left", ProgressDisplay.duration(Math.max(0, left))));
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
