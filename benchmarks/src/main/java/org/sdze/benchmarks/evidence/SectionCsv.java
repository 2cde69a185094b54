package org.sdze.benchmarks.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.compare.Comparison;
import org.sdze.benchmarks.compare.ComparisonRow;
import org.sdze.optimizer.text.Text;

/**
 * The figures of a section as CSV: a line for each contender at its best setting, over the seeds,
 * and one for each setting that was tried while tuning. A number that does not exist is empty.
 */
public final class SectionCsv {

  private static final String HEADER =
      "contender,error,stage,budget,seeds,least,largest,overConstant,overAffine,steps,stepsPerSecond,"
          + "peakMiB,secondsToAffine,setting,remark,command,machine,date";

  private static final String BEST = "best";

  /** Columns that are of all seeds. */
  private static final int UNKNOWN = 8;

  private SectionCsv() {}

  /** What tells where figures come from: the command, what it ran on, and the day. */
  public record Provenance(String command, String machine, String date) {}

  /** The file's text. */
  public static String of(Section section, Comparison.Result result, Provenance provenance) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (ComparisonRow row : result.rows()) {
      lines.add(
          line(
              provenance,
              row.contender(),
              row.error(),
              BEST,
              section.match().budget(),
              row.finished() + " of " + row.seeds(),
              row.least(),
              row.largest(),
              row.overConstant(),
              row.overAffine(),
              row.steps(),
              row.stepsPerSecond(),
              row.peakRssMiB(),
              row.secondsToAffine(),
              row.setting(),
              row.remark()));
    }
    for (Comparison.Tried each : result.tried()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(each.contender());
      cells.add(Double.isInfinite(each.error()) ? null : (Double) each.error());
      cells.addAll(List.of("tuning", each.budget(), "1"));
      cells.addAll(Collections.nCopies(UNKNOWN, null));
      cells.add(each.setting());
      cells.add(null); // no remark
      lines.add(line(provenance, cells.toArray()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String line(Provenance provenance, @Nullable Object... cells) {
    List<String> fields = new ArrayList<>();
    Arrays.stream(cells).forEach(cell -> fields.add(field(cell)));
    fields.add(field(provenance.command()));
    fields.add(field(provenance.machine()));
    fields.add(field(provenance.date()));
    return String.join(",", fields);
  }

  private static String field(@Nullable Object cell) {
    if (cell == null) {
      return "";
    }
    if (cell instanceof Double number) {
      return Text.format("%.4g", number);
    }
    String text = cell.toString().replaceAll("\\s+", " ");
    return text.contains(",") || text.contains("\"")
        ? '"' + text.replace("\"", "\"\"") + '"'
        : text;
  }

  /** The errors of the contenders at their best settings, in the order of a file's lines. */
  static Map<String, Double> errors(String csv) {
    Map<String, Double> errors = new LinkedHashMap<>();
    csv.lines()
        .map(line -> line.split(",", 4)) // none of the first three has a comma in it
        .filter(cells -> cells.length == 4 && cells[2].equals(BEST))
        .forEach(
            cells ->
                errors.put(
                    cells[0],
                    cells[1].isEmpty() ? Double.POSITIVE_INFINITY : Double.parseDouble(cells[1])));
    return errors;
  }
}
