package org.sdze.examples.cli.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.sdze.optimizer.text.Text;

/** A bar with a text, for terminals. What is logged meanwhile appears above it. */
public final class TextBar implements AutoCloseable {

  private static final int WHOLE = 1000;
  private static final int BAR = 10;
  private static final int INTERVAL_MILLISECONDS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintStream out;
  private final ProgressBar bar;

  /** A bar on {@code out}; standard error is led above it until {@link #close}. */
  public TextBar(PrintStream out) {
    this.out = out;
    bar =
        new ProgressBarBuilder()
            .setInitialMax(WHOLE)
            .setUpdateIntervalMillis(INTERVAL_MILLISECONDS)
            .setConsumer(new ConsoleProgressBarConsumer(out))
            .setRenderer(TextBar::render)
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

  /**
   * Shows a text.
   *
   * @param fraction that is filled, in [0, 1]
   */
  public void show(double fraction, String text) {
    bar.setExtraMessage(text);
    bar.stepTo(Math.round(fraction * WHOLE));
  }

  @Override
  public void close() {
    bar.close();
    System.setErr(out);
  }

  /**
   * Java does not know whether stderr is a terminal; Linux does, and whoever starts the process may
   * say so with {@code -Dsdze.terminal=true} or false.
   */
  public static boolean isTerminal() {
    String told = System.getProperty("sdze.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    if ("dumb".equals(System.getenv("TERM"))) {
      return false;
    }
    try {
      String target = Path.of("/proc/self/fd/2").toRealPath().toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The bar first, then as much of the text as the terminal is wide; blanks over what was there.
   */
  private static String render(ProgressState state, int length) {
    int filled = (int) (BAR * state.getCurrent() / WHOLE);
    String line =
        Text.format(
            "%3d%% [%s%s] %s",
            100 * state.getCurrent() / WHOLE,
            "█".repeat(filled),
            " ".repeat(BAR - filled),
            state.getExtraMessage());
    int wide = Math.max(1, length);
    return line.length() > wide ? line.substring(0, wide) : line + " ".repeat(wide - line.length());
  }
}
