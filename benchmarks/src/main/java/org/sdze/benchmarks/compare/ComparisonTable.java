package org.sdze.benchmarks.compare;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;

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
            Text.format(
                "%n%s: %d of %d runs came to an error; %s%n",
                row.contender(), row.finished(), row.seeds(), row.remark()));
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
                        Text.format("%.4g", tried.budget()),
                        Double.isInfinite(tried.error())
                            ? "–"
                            : Text.format("%.2e", tried.error())))
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
        Text.format("%,.0f", row.peakRssMiB()),
        row.secondsToAffine() == null ? "never" : Text.format("%.1f", row.secondsToAffine()),
        "`" + row.setting() + "`");
  }

  @FormatMethod
  private static String number(@FormatString String format, @Nullable Double number) {
    return number == null ? "–" : Text.format(format, number);
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
