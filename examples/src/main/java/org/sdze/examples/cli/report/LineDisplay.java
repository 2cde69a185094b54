package org.sdze.examples.cli.report;

import java.io.PrintStream;
import org.sdze.examples.cli.run.Progress;
import org.sdze.optimizer.text.Text;

/** A line at every tenth of the budget, for logs. */
final class LineDisplay implements ProgressDisplay {

  private static final int LINES = 10;

  private final PrintStream out;
  private int shown;

  LineDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void progressed(Progress progress) {
    int tenths = (int) (progress.fraction() * LINES);
    if (tenths > shown) {
      shown = tenths;
      out.println(
          Text.format(
              "%4.0f %%  %s", 100 * progress.fraction(), ProgressDisplay.describe(progress)));
    }
  }
}
