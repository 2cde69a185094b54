package org.sdze.examples.cli.evidence;

import java.util.ArrayList;
import java.util.List;
import org.sdze.examples.cli.compare.Comparison;
import org.sdze.examples.cli.compare.ComparisonTable;

/** The page as Markdown. */
public final class EvidencePage {

  /** What a section came to. */
  public record Found(Section section, Comparison.Result result, String picture) {}

  private static final String PUBLISHED =
      """
      ## Published figures

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

  private final String command;
  private final String machine;
  private final int workers;
  private final List<Found> found = new ArrayList<>();

  /**
   * An empty page.
   *
   * @param command what writes it
   * @param machine what it was written on, with versions
   * @param workers how many runs shared the machine's cores
   */
  public EvidencePage(String command, String machine, int workers) {
    this.command = command;
    this.machine = machine;
    this.workers = workers;
  }

  /** Adds a section. */
  public void add(Found section) {
    found.add(section);
  }

  /**
   * The page as it stands.
   *
   * @param missing the titles of the sections that were not run yet
   */
  public String text(List<String> missing) {
    StringBuilder text = new StringBuilder();
    text.append("# Evidence\n\nWritten by `").append(command).append("` on ").append(machine);
    text.append(
        workers == 1
            ? ", one run at a time"
            : ", %d runs at a time, each with its share of the cores".formatted(workers));
    text.append(
        ".\n\nErrors are relative L2 errors at the end of a run, the median over the seeds; the constant"
            + " and affine baselines are those of the [method](method.md). Every contender with"
            + " settings to choose from is tuned on the first seed, with a quarter of the budget for"
            + " every setting and all of it for the best three; what was tried stands below each"
            + " table.\n");
    if (!missing.isEmpty()) {
      text.append("\nNot run yet: ").append(String.join("; ", missing)).append(".\n");
    }
    for (Found each : found) {
      text.append("\n## ").append(each.section().title()).append("\n\n");
      text.append(each.section().question()).append("\n\n");
      text.append(ComparisonTable.of(each.result()));
      text.append("\n![error against time](").append(each.picture()).append(")\n");
      if (!each.result().tried().isEmpty()) {
        text.append("\n<details><summary>Settings tried on the first seed</summary>\n\n");
        text.append(ComparisonTable.tried(each.result())).append("\n</details>\n");
      }
    }
    return text.append('\n').append(PUBLISHED).toString();
  }
}
