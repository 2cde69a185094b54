package org.sdze.arbiter.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

  /** What would end a script element, an attribute, a string or a CSV field too early. */
  static final String HOSTILE =
      "</script><script>document.title='taken'</script><!--<script> \"'`${1}\\ &amp;,\r\n\u2028{{data}}";

  static SearchSummary hostile() {
    Axis choice = Axis.category("</title>" + HOSTILE, List.of(HOSTILE, "b"));
    CandidateRow failed =
        new CandidateRow(
            0, Map.of(choice.name(), HOSTILE), Status.FAILED, null, 1, 1.0, null, HOSTILE);
    CandidateRow done =
        new CandidateRow(1, Map.of(choice.name(), "b"), Status.DONE, 0.5, 1, 2.0, 1.0, null);
    return new SearchSummary(
        HOSTILE,
        HOSTILE,
        HOSTILE,
        HOSTILE,
        true,
        false,
        HOSTILE,
        List.of(choice),
        List.of(failed, done),
        null,
        3);
  }

  @Test
  void theSameSearchGivesTheSameBytesWhateverTheOrderAndTheLocale(@TempDir Path folder)
      throws IOException {
    SearchSummary search = SampleSearches.errors(60);
    ReportFiles.write(search, folder);
    byte[] page = Files.readAllBytes(folder.resolve("report.html"));
    byte[] csv = Files.readAllBytes(folder.resolve("results.csv"));
    List<CandidateRow> reversed = new ArrayList<>(search.candidates());
    Collections.reverse(reversed);
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      ReportFiles.write(with(search, reversed), folder);
    } finally {
      Locale.setDefault(locale);
    }
    assertArrayEquals(page, Files.readAllBytes(folder.resolve("report.html")));
    assertArrayEquals(csv, Files.readAllBytes(folder.resolve("results.csv")));
  }

  private static SearchSummary with(SearchSummary search, List<CandidateRow> candidates) {
    return new SearchSummary(
        search.title(),
        search.description(),
        search.command(),
        search.scoreName(),
        search.isMinimized(),
        search.isLogScore(),
        search.resourceName(),
        search.axes(),
        candidates,
        search.defaultScore(),
        search.seconds());
  }

  @Test
  void nothingIsLeftBesideTheTwoFiles(@TempDir Path folder) throws IOException {
    ReportFiles.write(hostile(), folder);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          new TreeSet<>(List.of("report.html", "results.csv")),
          new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()));
    }
  }

  @Test
  void hostileTextsStayText(@TempDir Path folder) throws IOException {
    ReportFiles.write(hostile(), folder);
    String page = Files.readString(folder.resolve("report.html"), StandardCharsets.UTF_8);
    String begin = "<script type=\"application/json\" id=\"search\">";
    int from = page.indexOf(begin) + begin.length();
    String data = page.substring(from, page.indexOf("</script>", from));
    assertFalse(data.contains("<"), data);
    assertFalse(data.contains("\u2028"), data);
    assertFalse(page.contains("<script>document.title"), "a script came in");
    JsonNode search = new ObjectMapper().readTree(data);
    assertEquals(HOSTILE, search.path("title").asText());
    assertEquals(HOSTILE, search.path("candidates").path(0).path("failure").asText());
    assertEquals(HOSTILE, search.path("axes").path(0).path("categories").path(0).asText());
  }

  @Test
  void thePageNamesNoAddress(@TempDir Path folder) throws IOException {
    ReportFiles.write(SampleSearches.accuracies(), folder);
    String page = Files.readString(folder.resolve("report.html"), StandardCharsets.UTF_8);
    String withoutNamespace = page.replace("http://www.w3.org/2000/svg", "");
    assertFalse(withoutNamespace.matches("(?s).*(https?:|src=|@import|url\\().*"));
  }

  @Test
  void csvGivesBackWhatWentIn() {
    SearchSummary search = SampleSearches.errors(60);
    List<List<String>> records = parse(ResultsCsv.of(search));
    List<String> header = records.get(0);
    assertEquals(
        List.of("number", "status", "score", "seconds", "endedAt", "resource", "failure"),
        header.subList(0, 7));
    assertEquals(61, records.size());
    for (CandidateRow candidate : search.candidates()) {
      List<String> fields = records.get(candidate.number() + 1);
      assertEquals(Integer.toString(candidate.number()), fields.get(0));
      assertEquals(candidate.status().toString(), fields.get(1));
      assertNumber(candidate.score(), fields.get(2));
      assertNumber(candidate.seconds(), fields.get(3));
      assertNumber(candidate.endedAt(), fields.get(4));
      assertNumber(candidate.resource(), fields.get(5));
      assertEquals(candidate.failure() == null ? "" : candidate.failure(), fields.get(6));
      for (int i = 7; i < header.size(); i++) {
        Object value = candidate.values().get(header.get(i));
        if (value instanceof String text) {
          assertEquals(text, fields.get(i));
        } else {
          assertNumber((Number) value, fields.get(i));
        }
      }
    }
    assertTrue(records.stream().anyMatch(fields -> fields.contains("diverged")));
  }

  private static void assertNumber(Number expected, String field) {
    if (expected == null) {
      assertEquals("", field);
    } else {
      assertEquals(expected.doubleValue(), Double.parseDouble(field));
    }
  }

  @Test
  void csvQuotesWhatWouldEndAField() {
    List<List<String>> records = parse(ResultsCsv.of(hostile()));
    assertEquals("</title>" + HOSTILE, records.get(0).get(7));
    assertEquals(List.of("0", "failed", "", "1", "1", "", HOSTILE, HOSTILE), records.get(1));
    assertEquals(List.of("1", "done", "0.5", "1", "2", "1", "", "b"), records.get(2));
  }

  /** RFC 4180, strictly: every record ends with CRLF, a quote inside quotes is doubled. */
  private static List<List<String>> parse(String csv) {
    List<List<String>> records = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < csv.length(); i++) {
      char c = csv.charAt(i);
      boolean isDoubled = isQuoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"';
      if (isDoubled) {
        field.append('"');
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (!isQuoted && (c == ',' || c == '\r')) {
        fields.add(field.toString());
        field.setLength(0);
        if (c == '\r') {
          assertEquals('\n', csv.charAt(++i));
          records.add(List.copyOf(fields));
          fields.clear();
        }
      } else {
        field.append(c);
      }
    }
    assertTrue(fields.isEmpty() && field.isEmpty() && !isQuoted, "the last record has no end");
    return records;
  }
}
