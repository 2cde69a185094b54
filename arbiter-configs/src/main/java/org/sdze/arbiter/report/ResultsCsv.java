package org.sdze.arbiter.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidates as RFC 4180: a header, then one record for each candidate, by number. The columns
 * are {@code number, status, score, seconds, endedAt, resource, failure}, then one for each axis
 * under its own name. What is missing is an empty field.
 */
final class ResultsCsv {

  private static final List<String> FIXED =
      List.of("number", "status", "score", "seconds", "endedAt", "resource", "failure");

  /** From here on a double no longer holds every whole number. */
  private static final double WHOLE = 0x1p53;

  private ResultsCsv() {}

  static String of(SearchSummary search) {
    StringBuilder text = new StringBuilder();
    List<@Nullable Object> header = new ArrayList<>(FIXED);
    search.axes().forEach(axis -> header.add(axis.name()));
    appendRecord(text, header);
    search.candidates().stream()
        .sorted(Comparator.comparingInt(CandidateRow::number))
        .forEach(candidate -> appendRecord(text, fields(search, candidate)));
    return text.toString();
  }

  private static List<@Nullable Object> fields(SearchSummary search, CandidateRow candidate) {
    List<@Nullable Object> fields = new ArrayList<>();
    fields.add(candidate.number());
    fields.add(candidate.status());
    fields.add(candidate.score());
    fields.add(candidate.seconds());
    fields.add(candidate.endedAt());
    fields.add(candidate.resource());
    fields.add(candidate.failure());
    search.axes().forEach(axis -> fields.add(candidate.values().get(axis.name())));
    return fields;
  }

  private static void appendRecord(StringBuilder text, List<@Nullable Object> fields) {
    for (int i = 0; i < fields.size(); i++) {
      text.append(i == 0 ? "" : ",").append(field(fields.get(i)));
    }
    text.append("\r\n");
  }

  private static String field(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof Number number ? number(number) : quoted(value.toString());
  }

  /** Whole numbers without a point; otherwise as Java writes a double, whatever the locale. */
  private static String number(Number number) {
    double value = number.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < WHOLE
        ? Long.toString((long) value)
        : number.toString();
  }

  private static String quoted(String text) {
    boolean isPlain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return isPlain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
