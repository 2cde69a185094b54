package org.sdze.benchmarks.plan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.OptionText;
import picocli.CommandLine.Option;

/** The options of {@code evidence}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class EvidenceOptions {

  private static final double DEFAULT_SECONDS = 6;
  private static final double QUICK_SECONDS = 3;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Training of every run (default: 6, with --quick 3).")
  private @Nullable String time;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of every contender's best setting (default: 3, with --quick 1).")
  private @Nullable String seeds;

  @Option(names = "--quick", description = "Dimensions up to 100, short runs, one seed.")
  private boolean quick;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "Runs at a time, each with its share of the cores (default: one per core).")
  private @Nullable String workers;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "docs",
      description =
          "Folder for evidence.md, its images and its figures (default: ${DEFAULT-VALUE}).")
  private String out;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "target/evidence",
      description = "Folder where the runs are kept (default: ${DEFAULT-VALUE}).")
  private String runs;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Only sections whose title contains this, e.g. 'ridge' or 'd = 10,000'; the others stay on the "
              + "page as they are.")
  private @Nullable String only;

  /** Whether a section is to be run; an empty text is in none. */
  public boolean isWanted(String title) {
    return only == null || (!only.isEmpty() && title.contains(only));
  }

  /** The seconds of training of every run. */
  public double seconds() {
    return new OptionText("--time", time).positive(quick ? QUICK_SECONDS : DEFAULT_SECONDS);
  }

  /** The seeds of every contender's best setting. */
  public int seeds() {
    return new OptionText("--seeds", seeds).whole(1, quick ? 1 : 3);
  }

  /** How many runs there are at a time. */
  public int workers() {
    return new OptionText("--workers", workers).workers(Runtime.getRuntime().availableProcessors());
  }

  /** Whether the dimensions end at 100. */
  public boolean isQuick() {
    return quick;
  }

  /** Where the page goes. */
  public Path out() {
    return OptionText.path("--out", out);
  }

  /** Where the runs are kept. */
  public Path runs() {
    return OptionText.path("--runs", runs);
  }

  /** The command that these options are, as a user would type it. */
  public String command() {
    return "./sdze evidence"
        + (quick ? " --quick" : "")
        + (time == null ? "" : " --time " + time)
        + (seeds == null ? "" : " --seeds " + seeds)
        + (workers == null ? "" : " --workers " + workers)
        + (only == null ? "" : " --only '" + only + "'");
  }
}
