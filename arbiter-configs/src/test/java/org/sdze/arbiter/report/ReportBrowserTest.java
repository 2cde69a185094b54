package org.sdze.arbiter.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page in a real browser; skipped where none is on PATH. */
@Tag("browser")
@Tag("slow")
@EnabledIf(
    value = "org.sdze.arbiter.report.Browser#isInstalled",
    disabledReason = "no chromium on PATH: the report is not looked at in a browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReportBrowserTest {

  private static final int PHONE = 360;
  private static final int DESKTOP = 1280;

  /** Pairs of texts of a chart that lie on each other, and texts that leave their chart. */
  private static final String BAD_LABELS =
      """
      [...document.querySelectorAll('.chart svg')].flatMap(svg => {
        const frame = svg.getBoundingClientRect();
        const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
        const outside = boxes.filter(([, b]) =>
          b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 1 || b.bottom > frame.bottom + 1);
        const overlapping = boxes.flatMap(([name, a], i) => boxes.slice(i + 1)
          .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
            && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2)
          .map(([other]) => `${name} on ${other}`));
        return [...outside.map(([name]) => `${name} outside`), ...overlapping]
          .map(what => `${svg.getAttribute('aria-label').slice(0, 40)}: ${what}`);
      })
      """;

  /** Elements that reach beyond the window, but for those that scroll in a frame of their own. */
  private static final String TOO_WIDE =
      """
      [...document.querySelectorAll('body *')]
        .filter(e => !e.closest('.scroller table') && e.getBoundingClientRect().right > %d + 0.5)
        .map(e => `${e.tagName} ${e.className.baseVal ?? e.className}`)
      """;

  /** Reports that were written before, by what they show. */
  private final Map<SearchSummary, Path> pages = new HashMap<>();

  private Path folder;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path shared) throws IOException, InterruptedException {
    folder = shared;
    browser =
        new Browser(
            Browser.installed().orElseThrow(), Files.createDirectory(folder.resolve("profile")));
  }

  @AfterAll
  void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWasComplainedOfOrAskedFor() {
    assertEquals(List.of(), browser.problems());
    List<String> others =
        browser.requests().stream()
            .filter(address -> !address.endsWith("/report.html") && !address.startsWith("data:"))
            .toList();
    assertEquals(List.of(), others);
  }

  private void open(SearchSummary search, int width) throws IOException {
    open(search, width, false);
  }

  private void open(SearchSummary search, int width, boolean isDark) throws IOException {
    Path file = pages.get(search);
    if (file == null) {
      Path its = Files.createDirectory(folder.resolve("search" + pages.size()));
      ReportFiles.write(search, its);
      file = its.resolve("report.html");
      pages.put(search, file);
    }
    browser.open(file, width, 800, isDark);
    browser.evaluate("document.querySelectorAll('.chart').forEach(each => each.chart.draw())");
  }

  private static SearchSummary sample(int count) {
    return count == 12 ? SampleSearches.accuracies() : SampleSearches.errors(count);
  }

  private int count(String selector) throws IOException {
    return browser.evaluate("document.querySelectorAll(`" + selector + "`).length").asInt();
  }

  private String text(String selector) throws IOException {
    return browser.evaluate("document.querySelector(`" + selector + "`).textContent").asText();
  }

  private List<String> texts(String expression) throws IOException {
    List<String> texts = new ArrayList<>();
    browser.evaluate(expression).forEach(each -> texts.add(each.asText()));
    return texts;
  }

  private List<Integer> rows() throws IOException {
    return texts("[...document.querySelectorAll('tbody tr')].map(row => row.dataset.number)")
        .stream()
        .map(Integer::valueOf)
        .toList();
  }

  private static long count(SearchSummary search, Predicate<CandidateRow> which) {
    return search.candidates().stream().filter(which).count();
  }

  @ParameterizedTest
  @CsvSource({"12, 360", "12, 1280", "200, 360", "200, 1280", "3000, 360", "3000, 1280"})
  void everyCandidateIsDrawnAndNothingOverlapsOrOverflows(int candidates, int width)
      throws IOException {
    SearchSummary search = sample(candidates);
    open(search, width);
    long ended = count(search, candidate -> candidate.status() != Status.RUNNING);
    assertEquals(ended, count("#progress .chart .mark"));
    assertEquals(candidates, count("#parallel .chart path.line"));
    assertEquals(search.axes().size(), count("#scatter .chart"));
    for (int i = 0; i < search.axes().size(); i++) {
      String chart = "#scatter .chart:nth-child(" + (i + 1) + ") ";
      assertEquals(candidates, count(chart + ".mark"), "marks of " + i);
      for (Status status : Status.values()) {
        assertEquals(
            count(search, candidate -> candidate.status() == status),
            count(chart + ".mark." + status.name().toLowerCase(Locale.ROOT).replace('_', '-')),
            status.toString());
      }
    }
    assertEquals(search.axes().size(), count("#importance .chart rect.alone"));
    assertEquals(1, count("#progress .chart path.best-line"));
    assertEquals(Math.min(50, candidates), count("tbody tr"));
    assertEquals(List.of(), texts(BAD_LABELS));
    assertEquals(List.of(), texts(TOO_WIDE.formatted(width)));
    assertEquals(width, browser.evaluate("document.documentElement.scrollWidth").asInt());
  }

  @Test
  void everyPlaceOfAMarkIsANumber() throws IOException {
    open(sample(200), DESKTOP);
    assertEquals(
        List.of(),
        texts(
            "[...document.querySelectorAll('svg *')].flatMap(e => [...e.attributes])"
                + ".map(a => a.value).filter(v => /NaN|Infinity|undefined|null/.test(v))"));
  }

  @Test
  void theHeadlineNamesTheBestAndComparesItWithTheDefaults() throws IOException {
    SearchSummary search = sample(200);
    open(search, DESKTOP);
    CandidateRow best = search.best().orElseThrow();
    String headline = text("#headline");
    assertTrue(headline.contains("candidate " + best.number() + "; lower is better"), headline);
    Double defaults = search.defaultScore();
    double ratio = defaults == null ? Double.NaN : defaults / best.knownScore();
    assertTrue(headline.contains("%.1f × lower".formatted(ratio)), headline);
    assertTrue(headline.contains(search.command()), headline);
    assertTrue(headline.contains("2 candidates running"), headline);
  }

  @Test
  void headersSortByClickAndByKeyboard() throws IOException {
    SearchSummary search = sample(200);
    open(search, DESKTOP);
    Comparator<CandidateRow> byScore =
        Comparator.comparing(
                CandidateRow::score, Comparator.nullsLast(Comparator.<Double>naturalOrder()))
            .thenComparing(CandidateRow::number);
    assertEquals(first(search, byScore), rows());
    assertEquals("ascending", sortOf(1));

    browser.click("document.querySelectorAll('thead button')[0]");
    assertEquals(first(search, Comparator.comparing(CandidateRow::number)), rows());
    assertEquals("ascending", sortOf(0));
    assertEquals("null", sortOf(1));

    browser.evaluate("document.querySelectorAll('thead button')[0].focus()");
    browser.pressEnter();
    assertEquals(first(search, Comparator.comparing(CandidateRow::number).reversed()), rows());
    assertEquals("descending", sortOf(0));
  }

  private String sortOf(int column) throws IOException {
    return browser
        .evaluate("document.querySelectorAll('thead th')[" + column + "].getAttribute('aria-sort')")
        .asText();
  }

  private static List<Integer> first(SearchSummary search, Comparator<CandidateRow> order) {
    return search.candidates().stream().sorted(order).limit(50).map(CandidateRow::number).toList();
  }

  @Test
  void pagesOfTheTableHoldEveryCandidateOnce() throws IOException {
    open(sample(200), PHONE);
    List<Integer> seen = new ArrayList<>(rows());
    for (int page = 1; page < 4; page++) {
      browser.click("document.querySelectorAll('.pages button')[1]");
      seen.addAll(rows());
    }
    assertEquals("151 to 200 of 200", text(".pages span"));
    assertTrue(
        browser.evaluate("document.querySelectorAll('.pages button')[1].disabled").asBoolean());
    assertEquals(
        Stream.iterate(0, i -> i + 1).limit(200).toList(), seen.stream().sorted().toList());
  }

  @Test
  void failedCandidatesShowTheirSentence() throws IOException {
    SearchSummary search = sample(200);
    open(search, DESKTOP);
    browser.evaluate(
        "(() => { const s = document.querySelector('select'); s.value = 'FAILED';"
            + " s.dispatchEvent(new Event('change')); })()");
    assertEquals(
        count(search, candidate -> candidate.status() == Status.FAILED), count("tbody tr"));
    String sentence = text("tbody tr td.long");
    assertTrue(sentence.startsWith("The kernel of 1000 points needs 7.6 GiB"), sentence);
  }

  @Test
  void theCurveTurnsToTimeAndBack() throws IOException {
    SearchSummary search = sample(12);
    open(search, DESKTOP);
    JsonNode before = browser.evaluate("document.querySelector('.best-line').getAttribute('d')");
    browser.click("document.querySelectorAll('.switch button')[1]");
    assertEquals(12, count("#progress .chart .mark"));
    assertEquals(
        "true",
        browser.evaluate("document.querySelectorAll('.switch button')[1].ariaPressed").asText());
    assertTrue(text("#progress .chart svg").contains("minutes since the search began"));
    assertEquals(List.of(), texts(BAD_LABELS));
    browser.click("document.querySelectorAll('.switch button')[0]");
    assertEquals(
        before, browser.evaluate("document.querySelector('.best-line').getAttribute('d')"));
  }

  @Test
  void pointingAtAMarkTellsWhatItIsAndShowsItInEveryChart() throws IOException {
    SearchSummary search = sample(12);
    open(search, DESKTOP);
    browser.evaluate(
        "document.querySelector('#progress .chart').scrollIntoView({block: 'center'})");
    JsonNode place =
        browser.evaluate(
            "(() => { const b = document.querySelector('#progress .mark.best').getBoundingClientRect();"
                + " return [b.left + b.width / 2, b.top + b.height / 2]; })()");
    browser.mouse("mouseMoved", place.get(0).asDouble(), place.get(1).asDouble(), false);
    CandidateRow best = search.best().orElseThrow();
    assertTrue(text("#tip").startsWith("Candidate " + best.number() + " done"), text("#tip"));
    assertEquals(false, browser.evaluate("document.querySelector('#tip').hidden").asBoolean());
    assertEquals(1 + search.axes().size(), count(".chart .over .ring"));
    assertEquals(1, count("#parallel .over .pointed"));
    assertEquals(
        Integer.toString(best.number()),
        browser.evaluate("document.querySelector('tr.shown').dataset.number").asText());
    browser.mouse("mouseMoved", 2, 2, false);
    assertTrue(browser.evaluate("document.querySelector('#tip').hidden").asBoolean());
    assertEquals(0, count(".chart .over .ring"));
  }

  /** From the middle of the last axis, the score's, over its upper end: the worse half. */
  @ParameterizedTest
  @CsvSource({"360", "1280"})
  void draggingAlongAnAxisSelectsAndAClickLetsGo(int width) throws IOException {
    SearchSummary search = sample(12);
    open(search, width);
    String zone = "[...document.querySelectorAll('.zone')].pop()";
    browser.evaluate(zone + ".scrollIntoView({block: 'center'})");
    JsonNode box =
        browser.evaluate(
            "(() => { const b = "
                + zone
                + ".getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })()");
    double x = (box.get(0).asDouble() + box.get(2).asDouble()) / 2;
    double y = (box.get(1).asDouble() + box.get(3).asDouble()) / 2;
    double toX = width == PHONE ? box.get(2).asDouble() - 1 : x;
    double toY = width == PHONE ? y : box.get(1).asDouble() + 1;
    browser.mouse("mouseMoved", x, y, false);
    browser.mouse("mousePressed", x, y, true);
    browser.mouse("mouseMoved", (x + toX) / 2, (y + toY) / 2, true);
    browser.mouse("mouseMoved", toX, toY, true);
    browser.mouse("mouseReleased", toX, toY, false);
    int selected = count("tbody tr");
    assertTrue(selected > 0 && selected < 12, "selected " + selected);
    assertTrue(text(".selection").startsWith(selected + " of 12 selected"));
    assertEquals(12 - selected, count("#parallel .line.out"));
    assertEquals(12 - selected, count("#progress .mark.out"));
    double worst =
        search.candidates().stream()
            .filter(candidate -> rowsUnchecked().contains(candidate.number()))
            .mapToDouble(CandidateRow::knownScore)
            .min()
            .orElseThrow();
    long better = count(search, c -> c.score() != null && c.knownScore() >= worst);
    assertEquals(selected, better, "those with the largest accuracies");
    browser.mouse("mousePressed", x, y, true);
    browser.mouse("mouseReleased", x, y, false);
    assertEquals(12, count("tbody tr"));
    assertEquals(0, count(".out"));
  }

  private List<Integer> rowsUnchecked() {
    try {
      return rows();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void hostileTextsAreShownAsTheyAre() throws IOException {
    SearchSummary search = ReportFilesTest.hostile();
    open(search, PHONE);
    // A title's white space is one blank each.
    assertEquals(
        ReportFilesTest.HOSTILE.replaceAll("[\r\n]+", " "),
        browser.evaluate("document.title").asText());
    assertEquals(ReportFilesTest.HOSTILE, text("h1"));
    assertEquals(ReportFilesTest.HOSTILE, text("tr.failed td.long"));
    assertEquals(2, count("script"));
    assertEquals(2, count("#scatter .chart .mark"));
    assertEquals(List.of(), texts(TOO_WIDE.formatted(PHONE)));
  }

  @Test
  void tooFewCandidatesHaveNoImportanceButASentence() throws IOException {
    SearchSummary search = ReportFilesTest.hostile();
    open(search, DESKTOP);
    assertTrue(text("#importance").contains("Too few candidates are done"), text("#importance"));
    assertEquals(0, count("#importance rect"));
  }

  @Test
  void searchesWithoutCandidatesOrParametersHaveAPage() throws IOException {
    SearchSummary none =
        new SearchSummary("t", "", "c", "s", true, true, "steps", List.of(), List.of(), null, 0);
    open(none, PHONE);
    assertTrue(text("#headline").contains("There are no candidates yet."));
    assertEquals(0, count("section"));
    CandidateRow row = new CandidateRow(0, Map.of(), Status.DONE, 2.0, 1, 1.0, null, null);
    open(
        new SearchSummary("t", "", "c", "s", true, true, "steps", List.of(), List.of(row), null, 0),
        PHONE);
    assertEquals(1, count("#progress .chart .mark"));
    assertEquals(0, count("#parallel"));
  }

  @Test
  void theColoursFollowTheScheme() throws IOException {
    List<String> grounds = new ArrayList<>();
    List<String> bests = new ArrayList<>();
    for (boolean isDark : List.of(false, true)) {
      open(sample(12), DESKTOP, isDark);
      grounds.add(browser.evaluate("getComputedStyle(document.body).backgroundColor").asText());
      bests.add(
          browser.evaluate("document.querySelector('.mark.best').getAttribute('fill')").asText());
    }
    assertEquals(List.of("rgb(255, 255, 255)", "rgb(20, 23, 27)"), grounds);
    assertNotEquals(bests.get(0), bests.get(1));
  }

  @Test
  void printingDrawsEveryChartInTheColoursOfPaper() throws IOException {
    open(sample(12), DESKTOP, true);
    browser.evaluate("document.querySelectorAll('.chart').forEach(each => each.replaceChildren())");
    browser.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    assertEquals(0, count(".chart:not(:has(svg))"));
    String paper =
        browser.evaluate("document.querySelector('.mark.best').getAttribute('fill')").asText();
    browser.evaluate("window.dispatchEvent(new Event('afterprint'))");
    assertNotEquals(
        paper,
        browser.evaluate("document.querySelector('.mark.best').getAttribute('fill')").asText());
  }
}
