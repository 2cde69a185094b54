package org.sdze.examples.cli.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.zoo.ZooNetwork;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code memory}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class MemoryOptions {

  private static final int DEFAULT_STEPS = 5;

  @Parameters(paramLabel = "MODEL", description = "A network of the zoo by its name.")
  private String model;

  @Option(names = "--steps", paramLabel = "N", description = "Steps of each process (default: 5).")
  private @Nullable String steps;

  @Option(names = "--batch", paramLabel = "N", description = "Samples a step (default: 1).")
  private @Nullable String batch;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the input (default: the smallest that works).")
  private @Nullable String side;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  /** The network. */
  public ZooNetwork network() {
    return RunPlan.libraryAccepts(() -> ZooNetwork.named(model));
  }

  /** What {@code zoo} is asked for in each process, without the mode. */
  public List<String> arguments() {
    int pixels = new OptionText("--side", side).side(network());
    int count = new OptionText("--steps", steps).whole(1, DEFAULT_STEPS);
    int samples = new OptionText("--batch", batch).whole(1, 1);
    MemoryNeeds.checkImages(pixels, samples);
    return List.of(
        "zoo",
        network().label(),
        "--side",
        Integer.toString(pixels),
        "--steps",
        Integer.toString(count),
        "--batch",
        Integer.toString(samples),
        "--json");
  }

  /** Whether stdout gets a JSON object. */
  public boolean isJson() {
    return json;
  }
}
