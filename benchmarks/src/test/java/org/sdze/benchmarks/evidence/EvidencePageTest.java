package org.sdze.benchmarks.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonRow;
import org.sdze.benchmarks.evidence.SectionCsv.Provenance;

class EvidencePageTest {

  private static final List<Section> SECTIONS = Section.all(6, 3, false);

  /** From the module's folder, in which the tests run. */
  private static final Path DOCS = Path.of("..", "docs");

  private static ComparisonRow row(String contender, Double error) {
    return new ComparisonRow(
        contender, "--rank 3", error, error, null, 0.5, 0.25, 10.0, 2.0, 300, null, 3, 2, "a, b");
  }

  private static String csv(Section section, ComparisonRow... rows) {
    Comparison.Result result =
        new Comparison.Result(
            List.of(rows),
            List.of(new Comparison.Tried("mezo", "--width 64", 1.5, Double.POSITIVE_INFINITY)),
            List.of(),
            true);
    return SectionCsv.of(
        section, result, new Provenance("./sdze evidence", "2 cores, \"fast\"", "2026-11-26"));
  }

  @Test
  void figuresAreALineForEachContenderAndEachSettingThatWasTried() {
    List<String> lines =
        csv(SECTIONS.get(0), row("sdze", 0.001), row("mezo", null)).lines().toList();
    assertEquals(1 + 2 + 1, lines.size());
    String end = ",./sdze evidence,\"2 cores, \"\"fast\"\"\",2026-11-26";
    assertEquals(
        "sdze,0.001000,best,6.000,2 of 3,0.001000,,0.5000,0.2500,10.00,2.000,300.0,,--rank 3,\"a, b\""
            + end,
        lines.get(1));
    assertTrue(lines.get(2).startsWith("mezo,,best,"), lines.get(2));
    assertEquals("mezo,,tuning,1.500,1,,,,,,,,,--width 64," + end, lines.get(3));
  }

  @Test
  void aComparisonIsALineWithTheRatioToTheBestOther() {
    Section section = SECTIONS.get(1);
    Map<String, String> figures = new HashMap<>();
    figures.put(
        section.slug(),
        csv(
            section,
            row("sdze", 0.001),
            row("sdze-tuned", 0.0001),
            row("backprop-adam", 0.004),
            row("mezo", null)));
    String text = EvidencePage.of(SECTIONS, figures);
    String expected =
        "| [sine-gordon-two-body](evidence/two-body-d-100.csv) | 100 | 1.00e-03 | 1.00e-04 |  | 4.00e-03 | – |  |"
            + "  | 0.25 |";
    assertTrue(text.lines().anyMatch(expected::equals), text);
    assertTrue(text.contains("](images/evidence-two-body-d-100.png)"), text);
    assertFalse(text.contains("evidence-ridge"), text);
    assertTrue(text.contains("\nNot run yet: two-body, d = 10; two-body, d = 1,000; "), text);
  }

  /** The page that is there is what its figures say, and so are both pictures. */
  @Test
  void thePageIsMadeOfItsFigures() throws IOException {
    Map<String, String> figures = new HashMap<>();
    for (Section section : SECTIONS) {
      Path file = DOCS.resolve("evidence").resolve(section.slug() + ".csv");
      figures.put(section.slug(), Files.readString(file));
      if (section.isPictured()) {
        assertTrue(Files.exists(DOCS.resolve(section.picture())), section.picture());
      }
    }
    assertEquals(EvidencePage.of(SECTIONS, figures), Files.readString(DOCS.resolve("evidence.md")));
  }

  @Test
  void sectionsCoverFamiliesDimensionsAndOurOwnOptions() {
    assertEquals(3 * 4 + 2 * 7, SECTIONS.size());
    assertEquals(
        SECTIONS.size(), new HashSet<>(SECTIONS.stream().map(Section::slug).toList()).size());
    assertEquals(3 * 2 + 2 * 7, Section.all(3, 1, true).size());
    assertEquals(2, SECTIONS.stream().filter(Section::isPictured).count());
    for (Section section : SECTIONS) {
      assertTrue(section.contenders().size() > 1, section.title());
    }
  }
}
