package org.sdze.examples.cli.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sdze.examples.cli.compare.Comparison;

class EvidencePageTest {

  private static final List<Section> SECTIONS = Section.all(10, 3, false);

  @Test
  void everySectionHasItsTableItsPictureAndWhatWasTried() {
    Section section = SECTIONS.get(0);
    EvidencePage page = EvidencePage.of("", "./sdze evidence", "a machine", 2);
    Comparison.Result result =
        new Comparison.Result(
            List.of(),
            List.of(new Comparison.Tried("mezo", "--width 64", 2.5, Double.POSITIVE_INFINITY)),
            List.of(),
            true);
    page.add(section, result, "images/a.png");
    String text = page.text(List.of("two-body, d = 10", "ridge, d = 10"));
    assertTrue(text.contains("Not run yet: ridge, d = 10."), text);
    assertTrue(text.contains("By `./sdze evidence`: a machine, 2 runs at a time"), text);
    assertTrue(text.contains("## two-body, d = 10\n"), text);
    assertTrue(text.contains("(images/a.png)"), text);
    assertTrue(text.contains("| mezo      | `--width 64` | 2.500  | –     |"), text);
    assertTrue(text.contains("## Published figures"), text);
  }

  @Test
  void sectionsThatAreNotRunAgainStayAsTheyAre() {
    List<String> titles = List.of("two-body, d = 10", "two-body, d = 100");
    Comparison.Result result = new Comparison.Result(List.of(), List.of(), List.of(), true);
    EvidencePage first = EvidencePage.of("", "first", "a machine", 1);
    first.add(SECTIONS.get(0), result, "images/a.png");
    first.add(SECTIONS.get(1), result, "images/b.png");

    EvidencePage second = EvidencePage.of(first.text(titles), "second", "another", 1);
    second.add(SECTIONS.get(1), result, "images/c.png");

    assertEquals(
        first
            .text(titles)
            .replace(
                "images/b.png)\n\nBy `first`: a machine", "images/c.png)\n\nBy `second`: another"),
        second.text(titles));
    assertEquals(first.text(titles), EvidencePage.of(first.text(titles), "", "", 1).text(titles));
  }

  @Test
  void sectionsCoverFamiliesDimensionsAndOurOwnOptions() {
    assertEquals(3 * 4 + 2 * 7, SECTIONS.size());
    assertEquals(
        SECTIONS.size(), new HashSet<>(SECTIONS.stream().map(Section::title).toList()).size());
    assertEquals(3 * 2 + 2 * 7, Section.all(3, 1, true).size());
    for (Section section : SECTIONS) {
      assertTrue(section.contenders().size() > 1, section.title());
    }
  }
}
