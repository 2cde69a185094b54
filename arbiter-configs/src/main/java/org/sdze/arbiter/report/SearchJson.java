package org.sdze.arbiter.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;

/**
 * The data block of the page. Candidates are in the order of their numbers, their values in the
 * order of the axes; what is missing is null. Best is a candidate's number.
 */
final class SearchJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

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
    ObjectNode root = MAPPER.valueToTree(search);
    root.put("best", search.best().map(CandidateRow::number).orElse(null));
    ArrayNode candidates = root.putArray("candidates");
    search.candidates().stream()
        .sorted(Comparator.comparingInt(CandidateRow::number))
        .forEach(candidate -> candidates.add(candidate(search, candidate)));
    ObjectNode said = root.set("importance", MAPPER.valueToTree(importance));
    if (Double.isNaN(importance.determination())) {
      said.withObject("/importance").putNull("determination");
    }
    return root;
  }

  private static ObjectNode candidate(SearchSummary search, CandidateRow candidate) {
    ObjectNode node = MAPPER.valueToTree(candidate);
    ArrayNode values = node.putArray("values");
    search.axes().forEach(axis -> values.addPOJO(candidate.values().get(axis.name())));
    return node;
  }
}
