package org.sdze.examples.cli.compare;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A comparison as text, in Markdown, which is a table on a terminal too. */
public final class ComparisonTable {

  private static final List<String> HEADS =
      List.of(
          "contender",
          "error",
          "range over seeds",
          "/ constant",
          "/ affine",
          "steps",
          "steps/s",
          "peak MiB",
          "s to affine",
          "best setting");

  private ComparisonTable() {}

  /** The rows, and below them what was tried. */
  public static String of(Comparison.Result result) {
    StringBuilder text =
        new StringBuilder(
            table(HEADS, result.rows().stream().map(ComparisonTable::cells).toList()));
    for (ComparisonRow row : result.rows()) {
      if (row.remark() != null) {
        text.append(
            "%n%s: %d of %d runs came to an error; %s%n"
                .formatted(row.contender(), row.finished(), row.seeds(), row.remark()));
      }
    }
    return text.toString();
  }

  /** Every setting that was tried while tuning, with its error on the first seed. */
  public static String tried(Comparison.Result result) {
    return table(
        List.of("contender", "setting", "budget", "error"),
        result.tried().stream()
            .map(
                tried ->
                    List.of(
                        tried.contender(),
                        "`" + tried.setting() + "`",
                        "%.4g".formatted(tried.budget()),
                        Double.isInfinite(tried.error()) ? "–" : "%.2e".formatted(tried.error())))
            .toList());
  }

  private static List<String> cells(ComparisonRow row) {
    return List.of(
        row.contender(),
        number("%.2e", row.error()),
        number("%.1e", row.least()) + " – " + number("%.1e", row.largest()),
        number("%.3g", row.overConstant()),
        number("%.3g", row.overAffine()),
        number("%,.0f", row.steps()),
        number("%.3g", row.stepsPerSecond()),
        "%,.0f".formatted(row.peakRssMiB()),
        row.secondsToAffine() == null ? "never" : "%.1f".formatted(row.secondsToAffine()),
        "`" + row.setting() + "`");
  }

  private static String number(String format, @Nullable Double number) {
    return number == null ? "–" : format.formatted(number);
  }

  private static String table(List<String> heads, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(heads);
    all.addAll(rows);
    int[] widths = new int[heads.size()];
    for (List<String> row : all) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Math.max(widths[k], row.get(k).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < all.size(); r++) {
      line(text, all.get(r), widths, " ");
      if (r == 0) {
        line(text, heads.stream().map(head -> "").toList(), widths, "-");
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths, String filler) {
    for (int k = 0; k < widths.length; k++) {
      String cell = cells.get(k);
      text.append(k == 0 ? "| " : " | ")
          .append(cell)
          .append(filler.repeat(widths[k] - cell.length()));
    }
    text.append(" |").append(System.lineSeparator());
  }
}
