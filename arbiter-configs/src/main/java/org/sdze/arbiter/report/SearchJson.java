package org.sdze.arbiter.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The data block of the page. Candidates are in the order of their numbers, their values in the
 * order of the axes; what is missing is null. Best is a candidate's number.
 */
final class SearchJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private SearchJson() {}

  /**
   * JSON that may stand inside an HTML script element: no character in it can end the element, open
   * a comment or be taken for markup, since those are written as \\u escapes. They occur in strings
   * only, where the escapes mean the same.
   */
  static String of(SearchSummary search, Importance importance) {
    return tree(search, importance)
        .toString()
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029");
  }

  private static ObjectNode tree(SearchSummary search, Importance importance) {
    ObjectNode root = NODES.objectNode();
    root.put("title", search.title());
    root.put("description", search.description());
    root.put("command", search.command());
    root.put("scoreName", search.scoreName());
    root.put("isMinimized", search.isMinimized());
    root.put("isLogScore", search.isLogScore());
    root.put("resourceName", search.resourceName());
    root.put("seconds", search.seconds());
    root.put("defaultScore", search.defaultScore());
    root.put("best", search.best().map(CandidateRow::number).orElse(null));
    ArrayNode axes = root.putArray("axes");
    search.axes().forEach(axis -> axes.add(axis(axis)));
    ArrayNode candidates = root.putArray("candidates");
    search.candidates().stream()
        .sorted(Comparator.comparingInt(CandidateRow::number))
        .forEach(candidate -> candidates.add(candidate(search, candidate)));
    root.set("importance", importance(importance));
    return root;
  }

  private static ObjectNode axis(Axis axis) {
    ObjectNode node = NODES.objectNode();
    node.put("name", axis.name());
    node.put("kind", axis.kind().name());
    node.put("low", axis.low());
    node.put("high", axis.high());
    ArrayNode categories = node.putArray("categories");
    axis.categories().forEach(categories::add);
    return node;
  }

  private static ObjectNode candidate(SearchSummary search, CandidateRow candidate) {
    ObjectNode node = NODES.objectNode();
    node.put("number", candidate.number());
    node.put("status", candidate.status().name());
    node.put("score", candidate.score());
    node.put("seconds", candidate.seconds());
    node.put("endedAt", candidate.endedAt());
    node.put("resource", candidate.resource());
    node.put("failure", candidate.failure());
    ArrayNode values = node.putArray("values");
    search.axes().forEach(axis -> addValue(values, candidate.values().get(axis.name())));
    return node;
  }

  private static void addValue(ArrayNode values, @Nullable Object value) {
    if (value == null) {
      values.addNull();
    } else if (value instanceof Number number) {
      values.add(number.doubleValue());
    } else {
      values.add(value.toString());
    }
  }

  private static ObjectNode importance(Importance importance) {
    ObjectNode node = NODES.objectNode();
    node.put("candidates", importance.candidates());
    node.put("silence", importance.silence());
    node.put(
        "determination",
        Double.isNaN(importance.determination()) ? null : (Double) importance.determination());
    ArrayNode shares = node.putArray("shares");
    for (VarianceShares.Share share : importance.shares()) {
      shares.addObject().put("alone", share.alone()).put("total", share.total());
    }
    return node;
  }
}
