package org.sdze.benchmarks.compare;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.sdze.benchmarks.plan.Match;
import org.sdze.examples.cli.report.LinePlot;
import org.sdze.optimizer.text.Text;

/** The picture of a comparison: a contender a line, on the first seed. */
public final class ComparisonChart {

  // Five of Okabe and Ito's colors, which the color-blind can tell apart, and two darker ones.
  private static final List<Color> COLORS =
      List.of(
          new Color(0x00, 0x72, 0xb2),
          new Color(0x00, 0x9e, 0x73),
          new Color(0xd5, 0x5e, 0x00),
          new Color(0xcc, 0x79, 0xa7),
          new Color(0x56, 0xb4, 0xe9),
          new Color(0x66, 0x66, 0x66),
          new Color(0x6a, 0x3d, 0x9a));

  private ComparisonChart() {}

  /** Draws the picture and writes it as PNG. Needs no display. */
  public static void write(Match match, Comparison.Result result, Path file) throws IOException {
    LinePlot plot = LinePlot.errors();
    List<Comparison.Line> lines = result.lines();
    for (int k = 0; k < lines.size(); k++) {
      List<double[]> points =
          lines.get(k).run().curve().stream()
              .map(point -> new double[] {point.seconds(), point.error()})
              .toList();
      plot.line(lines.get(k).contender(), points, COLORS.get(k % COLORS.size()));
    }
    lines.stream()
        .map(Comparison.Line::run)
        .filter(run -> !Double.isNaN(run.affineBaseline()))
        .findFirst()
        .ifPresent(
            run -> {
              plot.baseline("constant baseline", run.constantBaseline(), LinePlot.CONSTANT);
              plot.baseline("affine baseline", run.affineBaseline(), LinePlot.AFFINE);
            });
    plot.write(
        Text.format("%s, d = %,d", match.problem(), match.dimension()),
        Text.format(
            "every contender at its best setting, the same problem, test points and %s",
            match.isTimed() ? "time" : "number of steps"),
        file);
  }
}
