package org.sdze.examples.cli.report;

import java.io.PrintStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.run.Progress;
import org.sdze.optimizer.text.Text;

/**
 * Shows on stderr where a run stands: a bar on a terminal, a line at every tenth of the budget
 * elsewhere, nothing where the user wants quiet.
 */
public final class ProgressDisplay implements Consumer<Progress>, AutoCloseable {

  private static final int LINES = 10;

  private final PrintStream out;
  private final boolean isQuiet;
  private final @Nullable TextBar bar;
  private int shown; // lines

  /** The display of a run. */
  public ProgressDisplay(RunPlan plan, PrintStream stderr) {
    out = stderr;
    isQuiet = plan.isQuiet();
    if (!isQuiet) {
      out.println(Text.format("training %s", Summary.subject(plan)));
    }
    bar = !isQuiet && TextBar.isTerminal() ? new TextBar(out) : null;
  }

  @Override
  public void accept(Progress progress) {
    int tenths = (int) (progress.fraction() * LINES);
    if (bar != null) {
      bar.show(progress.fraction(), describe(progress));
    } else if (!isQuiet && tenths > shown) {
      shown = tenths;
      out.println(Text.format("%4.0f %%  %s", 100 * progress.fraction(), describe(progress)));
    }
  }

  /** Ends the display; what follows begins on a line of its own. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /** Step, loss, error so far, speed and time left: with a bar, some eighty letters. */
  private static String describe(Progress progress) {
    String error =
        Double.isNaN(progress.relativeError())
            ? "-"
            : Text.format("%.2e", progress.relativeError());
    return Text.format(
        "step %,d loss %.1e error %s %.3g steps/s %s left",
        progress.steps(),
        progress.loss(),
        error,
        progress.stepsPerSecond(),
        duration(progress.secondsLeft()));
  }

  /** Minutes and seconds, or hours, minutes and seconds. */
  public static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? Text.format("%d:%02d", whole / 60, whole % 60)
        : Text.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
