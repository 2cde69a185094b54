package org.sdze.examples.cli.report;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.sdze.examples.cli.run.Progress;

/** A bar that fills with the budget, for terminals. What is logged meanwhile appears above it. */
final class BarDisplay implements ProgressDisplay {

  private static final int WHOLE = 1000;
  private static final int BAR = 10;
  private static final int INTERVAL_MILLISECONDS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressBar bar;

  BarDisplay(PrintStream out) {
    this.out = out;
    bar =
        new ProgressBarBuilder()
            .setInitialMax(WHOLE)
            .setUpdateIntervalMillis(INTERVAL_MILLISECONDS)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .setRenderer(BarDisplay::render)
            .build();
    System.setErr(aboveTheBar(out));
  }

  private static PrintStream aboveTheBar(PrintStream out) {
    return new PrintStream(out, true, StandardCharsets.UTF_8) {
      @Override
      public void println(String line) {
        super.println(CLEAR_LINE + line);
      }
    };
  }

  @Override
  public void progressed(Progress progress) {
    bar.setExtraMessage(ProgressDisplay.describe(progress));
    bar.stepTo(Math.round(progress.fraction() * WHOLE));
  }

  @Override
  public void close() {
    bar.close();
    System.setErr(out);
  }

  /**
   * The bar first, then as much of the text as the terminal is wide; blanks over what was there.
   */
  private static String render(ProgressState state, int length) {
    int filled = (int) (BAR * state.getCurrent() / WHOLE);
    String line =
        "%3d%% [%s%s] %s"
            .formatted(
                100 * state.getCurrent() / WHOLE,
                "█".repeat(filled),
                " ".repeat(BAR - filled),
                state.getExtraMessage());
    int wide = Math.max(1, length);
    return line.length() > wide ? line.substring(0, wide) : line + " ".repeat(wide - line.length());
  }
}
