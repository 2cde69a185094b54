package org.sdze.examples.cli.plan;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.examples.zoo.ZooSteps;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code zoo}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ZooOptions {

  private static final int DEFAULT_STEPS = 10;
  private static final int DEFAULT_BATCH = 2;

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      description = "A network of the zoo by its name; --list names them.")
  private @Nullable String model;

  @Option(
      names = "--list",
      description = "Print every network with its parameters, smallest input and coverage.")
  private boolean list;

  @Option(names = "--steps", paramLabel = "N", description = "Steps on noise (default: 10).")
  private @Nullable String steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Samples a step of noise (default: 2).")
  private @Nullable String batch;

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the input of noise (default: the smallest that works).")
  private @Nullable String side;

  @Option(
      names = "--mode",
      paramLabel = "NAME",
      description = "On noise: sdze, adam or inference (default: sdze).")
  private @Nullable String mode;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Train every network for --steps steps and write the page of all of them.")
  private @Nullable String page;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  /**
   * The network; empty with --list or --page.
   *
   * @throws UserMistake if an option is given that the others leave no meaning
   */
  public Optional<ZooNetwork> network() {
    if (list || page != null) {
      refuseAllButThe(list ? "--list, which prints all networks" : "--page, which is about all");
      return Optional.empty();
    }
    String name = model;
    if (name == null) {
      throw new UserMistake("a network is missing: give its name, or --list");
    }
    return Optional.of(RunPlan.libraryAccepts(() -> ZooNetwork.named(name)));
  }

  private void refuseAllButThe(String other) {
    String reason = "this cannot go together with " + other;
    new OptionText("the network", model).refuse(reason);
    new OptionText("--side", side).refuse(reason);
    new OptionText("--mode", mode).refuse(reason);
    if (list) {
      new OptionText("--steps", steps).refuse(reason);
      new OptionText("--batch", batch).refuse(reason);
      new OptionText("--page", page).refuse(reason);
    }
    if (json) {
      throw new UserMistake("--json: " + reason);
    }
  }

  /** Steps on noise. */
  public int steps() {
    return new OptionText("--steps", steps).whole(1, DEFAULT_STEPS);
  }

  /** Samples a step of noise. */
  public int batch() {
    return new OptionText("--batch", batch).whole(1, DEFAULT_BATCH);
  }

  /** The side of the input of noise. */
  public int side(ZooNetwork network) {
    return new OptionText("--side", side).side(network);
  }

  /** Checks that noise of that size can be held. */
  public void checkNoise(ZooNetwork network) {
    MemoryNeeds.checkImages(side(network), batch());
  }

  /** What is done on noise. */
  public ZooSteps.Mode mode() {
    return new OptionText("--mode", mode).oneOf(ZooSteps.Mode.class, ZooSteps.Mode.SDZE);
  }

  /** Where the page goes, if one is wanted. */
  public @Nullable Path page() {
    return OptionText.path("--page", page);
  }

  /** Whether stdout gets a JSON object. */
  public boolean isJson() {
    return json;
  }
}
