package org.sdze.benchmarks.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sdze.benchmarks.compare.Contender;
import org.sdze.optimizer.text.Text;

/** The page as Markdown: one table, two pictures, and links to the figures. */
public final class EvidencePage {

  private static final String OURS = "sdze";
  private static final String TUNED = "sdze-tuned";

  private static final String INTRODUCTION =
      """
      # Evidence

      Written by `./sdze evidence` of the [benchmarks](../CONTRIBUTING.md#benchmarks): everybody on the same problem, test points and
      time, the median over the seeds of the relative L2 error at the end. Every contender with settings to choose from is tuned on the
      first seed, with a quarter of the budget for every setting and all of it for the best three; `sdze` is not. The last column is its
      error over the smallest one of the others, without `sdze-tuned`, which is our own with its setting chosen as theirs are. Each
      line links to its figures: ranges over the seeds, steps, memory, baselines, every setting that was tried, the command, the
      machine, and the day whose defaults they are of.

      """;

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
      where the table above holds the last value and its median over several draws.
      """;

  private EvidencePage() {}

  /**
   * The page.
   *
   * @param sections all of them, in their order
   * @param figures the text of a section's CSV by its {@link Section#slug}, for those that were run
   */
  public static String of(List<Section> sections, Map<String, String> figures) {
    List<String> names = Contender.all(1).stream().map(Contender::name).toList();
    StringBuilder text = new StringBuilder(INTRODUCTION);
    text.append("| problem | d | ").append(String.join(" | ", names)).append(" | ratio |\n");
    text.append("| --- ".repeat(names.size() + 3)).append("|\n");
    List<String> missing = new ArrayList<>();
    Map<String, StringBuilder> own = new LinkedHashMap<>();
    for (Section section : sections) {
      String csv = figures.get(section.slug());
      if (csv == null) {
        missing.add(section.title());
      } else if (section.isComparison()) {
        text.append(line(section, names, SectionCsv.errors(csv)));
      } else {
        own.computeIfAbsent(section.match().problem(), problem -> new StringBuilder())
            .append(Text.format(" [%s](evidence/%s.csv) ·", section.subject(), section.slug()));
      }
    }
    if (!missing.isEmpty()) {
      text.append("\nNot run yet: ").append(String.join("; ", missing)).append(".\n");
    }
    sections.stream()
        .filter(section -> section.isPictured() && figures.containsKey(section.slug()))
        .forEach(
            section ->
                text.append(
                    Text.format(
                        "\n![%s: error against time](%s)\n", section.title(), section.picture())));
    if (!own.isEmpty()) {
      text.append("\nWhat our own options do, in 100 dimensions:\n\n");
      own.forEach(
          (problem, links) ->
              text.append(
                  Text.format("* %s:%s\n", problem, links.substring(0, links.length() - 2))));
    }
    return text.append(PUBLISHED).toString();
  }

  private static String line(Section section, List<String> names, Map<String, Double> errors) {
    StringBuilder line = new StringBuilder();
    line.append(
        Text.format(
            "| [%s](evidence/%s.csv) | %,d",
            section.match().problem(), section.slug(), section.match().dimension()));
    for (String name : names) {
      Double error = errors.get(name);
      line.append(" | ").append(error == null ? "" : number(error));
    }
    double best =
        errors.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(OURS) && !entry.getKey().equals(TUNED))
            .mapToDouble(Map.Entry::getValue)
            .min()
            .orElse(Double.NaN);
    double ours = errors.getOrDefault(OURS, Double.NaN);
    double ratio = ours / best;
    String shown = ratio < 10 ? Text.format("%.2g", ratio) : Text.format("%.0f", ratio);
    return line.append(" | ").append(shown).append(" |\n").toString();
  }

  private static String number(double error) {
    return Double.isInfinite(error) ? "–" : Text.format("%.2e", error);
  }
}
