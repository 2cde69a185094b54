package org.sdze.examples.cli.search;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sdze.arbiter.report.CandidateRow;
import org.sdze.arbiter.report.SearchSummary;
import org.sdze.arbiter.report.Status;
import org.sdze.optimizer.text.Text;

/** The best candidates of a search, for people. */
public final class SearchTable {

  private static final int SHOWN = 10;

  private SearchTable() {}

  /** A line for the defaults, one for each of the best candidates, and how many failed. */
  public static String of(SearchSummary search) {
    StringBuilder text = new StringBuilder();
    line(text, "candidate", search.scoreName(), "seconds", "settings");
    line(
        text,
        "default",
        search.defaultScore() == null ? "-" : number(search.defaultScore()),
        "",
        "the defaults");
    Comparator<CandidateRow> byScore = Comparator.comparingDouble(CandidateRow::score);
    List<CandidateRow> best =
        search.candidates().stream()
            .filter(candidate -> candidate.status() == Status.DONE)
            .sorted(search.isMinimized() ? byScore : byScore.reversed())
            .limit(SHOWN)
            .toList();
    for (CandidateRow candidate : best) {
      line(
          text,
          Integer.toString(candidate.number()),
          number(candidate.score()),
          Text.format("%.1f", candidate.seconds()),
          settings(candidate.values()));
    }
    search.candidates().stream()
        .filter(SearchTable::isFailed)
        .limit(SHOWN)
        .forEach(
            candidate ->
                line(
                    text,
                    Integer.toString(candidate.number()),
                    candidate.status().toString(),
                    Text.format("%.1f", candidate.seconds()),
                    String.valueOf(candidate.failure())));
    return text.toString();
  }

  /** Whether a candidate came to no score. */
  public static boolean isFailed(CandidateRow candidate) {
    return candidate.status() == Status.FAILED || candidate.status() == Status.DIVERGED;
  }

  /** Values by name, on one line. */
  public static String settings(Map<String, Object> values) {
    return new TreeMap<>(values)
        .entrySet().stream()
            .map(entry -> entry.getKey() + "=" + shown(entry.getValue()))
            .collect(Collectors.joining(" "));
  }

  private static String shown(Object value) {
    return value instanceof Double number ? number(number) : String.valueOf(value);
  }

  /** Four digits. */
  public static String number(double value) {
    return Text.format("%.4g", value);
  }

  private static void line(
      StringBuilder text, String candidate, String score, String seconds, String settings) {
    text.append(Text.format("%-9s  %-18s  %8s  %s%n", candidate, score, seconds, settings));
  }
}
