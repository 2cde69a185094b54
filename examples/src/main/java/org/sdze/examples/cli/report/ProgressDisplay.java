package org.sdze.examples.cli.report;

import java.io.PrintStream;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.run.Progress;
import org.sdze.examples.cli.run.RunListener;
import org.sdze.optimizer.text.Text;

/** Shows on stderr where a run stands. */
public interface ProgressDisplay extends RunListener, AutoCloseable {

  /** Ends the display; what follows begins on a line of its own. */
  @Override
  default void close() {}

  /** A bar on a terminal, lines elsewhere, nothing where the user wants quiet. */
  static ProgressDisplay of(RunPlan plan, PrintStream stderr) {
    if (plan.isQuiet()) {
      return progress -> {};
    }
    stderr.println(Text.format("training %s", Summary.subject(plan)));
    return TextBar.isTerminal() ? new BarDisplay(stderr) : new LineDisplay(stderr);
  }

  /** Step, loss, error so far, speed and time left: with a bar, some eighty letters. */
  static String describe(Progress progress) {
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
  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 3600
        ? Text.format("%d:%02d", whole / 60, whole % 60)
        : Text.format("%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
