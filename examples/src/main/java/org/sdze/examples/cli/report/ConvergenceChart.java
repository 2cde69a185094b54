package org.sdze.examples.cli.report;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.solve.HistoryRow;

/** The picture of a run: its error against the seconds of training, beside the baselines. */
final class ConvergenceChart {

  private static final Color ERROR = new Color(0x1f, 0x5f, 0xa8);

  private ConvergenceChart() {}

  /** Draws a run and writes it as PNG. Needs no display. */
  static void write(RunPlan plan, FinishedRun run, Path file) throws IOException {
    LinePlot plot = LinePlot.errors();
    @Nullable Double end = run.result().relativeL2();
    List<double[]> points =
        run.history().stream()
            .filter(HistoryRow::isMeasured)
            .map(row -> new double[] {row.seconds(), row.relativeError()})
            .toList();
    plot.line(
        end == null ? "network" : Text.format("network, %.1e at the end", end), points, ERROR);
    plot.baseline("constant baseline", run.result().constantBaseline(), LinePlot.CONSTANT);
    plot.baseline("affine baseline", run.result().affineBaseline(), LinePlot.AFFINE);
    plot.write(Summary.subject(plan), Summary.method(plan, run.solve()), file);
  }
}
