package org.sdze.examples.cli.evidence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sdze.examples.cli.compare.Comparison;
import org.sdze.examples.cli.compare.ComparisonTable;
import org.sdze.optimizer.text.Text;

/** The page as Markdown. */
public final class EvidencePage {

  private static final String HEADING = "\n## ";
  private static final String PUBLISHED_TITLE = "Published figures";

  private static final String PUBLISHED =
      """
      STDE (arXiv:2412.00088) reports, for Allen-Cahn with the two-body solution, a 4×128 network and 16 coordinates, the
      minimum over all evaluations of a run of 10,000 Adam steps with 100 points each, on one draw of the coefficients,
      on an A100:

      | d | error | steps/s |
      | --- | --- | --- |
      | 100 | 1.9e-2 | 1,834 |
      | 1,000 | 7.1e-4 | 1,559 |
      | 10,000 | 8.3e-4 | 588 |
      | 100,000 | 1.5e-3 | 283 |
      | 1,000,000 | 4.0e-3 | 21 |

      SDZE (arXiv:2603.24002) reports 2,100, 1,200 and 512 steps a second for the same equation at d = 100, 1,000 and 10,000 on
      an A100 (as listed by wizwand.com), and 10 million dimensions as the largest.

      Comparable is the equation, the family of solutions and the measure of error. Not comparable are the machine, the
      draw of the coefficients, on which the error depends by a factor of several, and the minimum over evaluations,
      where the tables above hold the last value and its median over several draws.
      """;

  private final String provenance;
  private final Map<String, String> sections;

  private EvidencePage(String provenance, Map<String, String> sections) {
    this.provenance = provenance;
    this.sections = sections;
  }

  /**
   * A page that keeps what stands on another one.
   *
   * @param old the text of that page; empty for none
   * @param command what writes the sections that are added
   * @param machine what they were measured on, with versions
   * @param workers how many runs shared the machine's cores
   */
  public static EvidencePage of(String old, String command, String machine, int workers) {
    String how =
        workers == 1
            ? "one run at a time"
            : Text.format("%d runs at a time, each with its share of the cores", workers);
    Map<String, String> sections = new HashMap<>();
    String[] parts = old.split(HEADING, -1);
    for (int k = 1; k < parts.length; k++) {
      int end = parts[k].indexOf('\n');
      if (end > 0) {
        sections.put(parts[k].substring(0, end), parts[k].substring(end).strip());
      }
    }
    sections.remove(PUBLISHED_TITLE);
    return new EvidencePage(Text.format("By `%s`: %s, %s.", command, machine, how), sections);
  }

  /** Adds a section, or puts it in the place of the one with its title. */
  public void add(Section section, Comparison.Result result, String picture) {
    StringBuilder text = new StringBuilder();
    text.append(section.question()).append("\n\n");
    text.append(ComparisonTable.of(result));
    text.append("\n![error against time](").append(picture).append(")\n\n");
    text.append(provenance).append('\n');
    if (!result.tried().isEmpty()) {
      text.append("\n<details><summary>Settings tried on the first seed</summary>\n\n");
      text.append(ComparisonTable.tried(result)).append("\n</details>\n");
    }
    sections.put(section.title(), text.toString().strip());
  }

  /**
   * The page as it stands.
   *
   * @param titles of all its sections, in their order
   */
  public String text(List<String> titles) {
    StringBuilder text = new StringBuilder();
    text.append(
        "# Evidence\n\nWritten by `./sdze evidence`. Errors are relative L2 errors at the end of a run,"
            + " the median over the seeds; the constant and affine baselines are those of the"
            + " [method](method.md). Every contender with settings to choose from is tuned on the"
            + " first seed, with a quarter of the budget for every setting and all of it for the best"
            + " three; what was tried stands below each table.\n");
    List<String> missing = titles.stream().filter(title -> !sections.containsKey(title)).toList();
    if (!missing.isEmpty()) {
      text.append("\nNot run yet: ").append(String.join("; ", missing)).append(".\n");
    }
    for (String title : titles) {
      String section = sections.get(title);
      if (section != null) {
        text.append(HEADING).append(title).append("\n\n").append(section).append('\n');
      }
    }
    return text.append(HEADING).append(PUBLISHED_TITLE).append("\n\n").append(PUBLISHED).toString();
  }
}
