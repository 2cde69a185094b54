package org.sdze.examples.cli.plan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.solve.Devices;
import picocli.CommandLine.Option;

/** The options of the run itself: how long, from which seed, what is left behind. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class RunOptions {

  private static final double DEFAULT_SECONDS = 60;
  private static final long MOST_TEST_POINTS = 10_000_000;

  @Option(names = "--steps", paramLabel = "N", description = "Train for so many steps.")
  private @Nullable String steps;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Train for so many seconds, evaluation excluded (default: 60).")
  private @Nullable String time;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Draws the problem's coefficients and the whole run (default: ${DEFAULT-VALUE}).")
  private @Nullable String seed;

  @Option(
      names = "--test-points",
      paramLabel = "N",
      defaultValue = "20000",
      description = "Points on which the error is measured (default: ${DEFAULT-VALUE}).")
  private @Nullable String testPoints;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for result.json, history.csv, convergence.png and model.zip.")
  private @Nullable String out;

  @Option(
      names = "--checkpoint-every",
      paramLabel = "N|Ns",
      description =
          "With --out: save the run every N steps, or every N seconds of training, for resume "
              + "(an interrupted run is saved in any case).")
  private @Nullable String checkpointEvery;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      defaultValue = "cpu",
      description =
          "Where solve makes its steps: cpu, cuda (an NVIDIA GPU), or auto, the GPU where it can be used "
              + "(default: ${DEFAULT-VALUE}).")
  private @Nullable String device;

  @Option(
      names = "--profile",
      description = "Say for what the time was spent, by samples of the stack.")
  private boolean profile;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  @Option(names = "--quiet", description = "No progress, no summary on stderr.")
  private boolean quiet;

  /** How long the run trains. */
  Budget budget() {
    OptionText count = new OptionText("--steps", steps);
    OptionText limit = new OptionText("--time", time);
    if (count.isGiven() && limit.isGiven()) {
      throw new UserMistake(
          "--steps %s and --time %s cannot both limit the run: give one of them", steps, time);
    }
    return count.isGiven()
        ? new Budget.Steps(count.whole(1, Long.MAX_VALUE, 1))
        : new Budget.Seconds(limit.positive(DEFAULT_SECONDS));
  }

  /** The root of all randomness. */
  long seed() {
    return new OptionText("--seed", seed).whole(Long.MIN_VALUE, Long.MAX_VALUE, 0);
  }

  /** The number of points on which the error is measured. */
  int testPoints() {
    return (int) new OptionText("--test-points", testPoints).whole(1, MOST_TEST_POINTS, 20_000);
  }

  /** Where files go, if anywhere. */
  @Nullable Path out() {
    return OptionText.path("--out", out);
  }

  /** How often the run is saved while it trains; null for never. */
  @Nullable CheckpointInterval checkpointEvery() {
    OptionText text = new OptionText("--checkpoint-every", checkpointEvery);
    if (!text.isGiven()) {
      return null;
    }
    if (out == null) {
      text.refuse("the run is saved in the folder of --out, which is missing");
    }
    return CheckpointInterval.of(text);
  }

  /** Where steps are made. */
  DeviceChoice device() {
    return DeviceChoice.named(device == null ? Devices.CPU : device);
  }

  /** Whether the summary says for what the time was spent. */
  boolean isProfiled() {
    return profile;
  }

  /** Whether stdout gets a JSON object instead of the summary. */
  boolean isJson() {
    return json;
  }

  /** Whether stderr stays silent as long as nothing is wrong. */
  boolean isQuiet() {
    return quiet;
  }
}
