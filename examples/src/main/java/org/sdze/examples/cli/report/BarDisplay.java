package org.sdze.examples.cli.report;

import java.io.PrintStream;
import org.sdze.examples.cli.run.Progress;

/** A bar that fills with the budget, for terminals. */
final class BarDisplay implements ProgressDisplay {

  private final TextBar bar;

  BarDisplay(PrintStream out) {
    bar = new TextBar(out);
  }

  @Override
  public void progressed(Progress progress) {
    bar.show(progress.fraction(), ProgressDisplay.describe(progress));
  }

  @Override
  public void close() {
    bar.close();
  }
}
