package org.sdze.examples.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MemoryNeeds;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.examples.zoo.ZooPage;
import org.sdze.examples.zoo.ZooSteps;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.memory.PeakMemory;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zoo}: networks of DL4J's model zoo, trained without backpropagation. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(name = "zoo", description = "Trains networks of the model zoo without backpropagation.")
final class ZooCommand implements Callable<Integer> {

  private static final int DEFAULT_STEPS = 10;
  private static final int DEFAULT_BATCH = 2;

  private final Interruption interruption;

  @Spec private CommandSpec spec;

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

  ZooCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    Optional<ZooNetwork> chosen = network();
    @Nullable Path file = OptionText.path("--page", page);
    if (chosen.isPresent()) {
      train(chosen.get());
    } else if (file != null) {
      write(file);
    } else {
      out().println(ZooPage.header());
      for (ZooNetwork network : ZooNetwork.values()) {
        out().println(ZooPage.row(network));
        out().flush();
      }
    }
    out().flush();
    return Outcome.DONE.exitCode();
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void train(ZooNetwork network) throws JsonProcessingException {
    checkNoise(network);
    PrintStream stderr = System.err;
    ZooSteps steps =
        ZooSteps.of(
            network,
            side(network),
            new OptionText("--mode", mode).oneOf(ZooSteps.Mode.class, ZooSteps.Mode.SDZE),
            stepCount(),
            batchSize(),
            (step, loss) -> stderr.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss));
    if (json) {
      out()
          .println(
              Json.text(
                  new NoiseResult(
                      network.label(),
                      steps.parameters(),
                      steps.firstLoss(),
                      steps.lastLoss(),
                      steps.secondsPerStep(),
                      PeakMemory.mebibytes())));
    } else {
      out()
          .printf(
              Locale.ROOT,
              "%s: %,d parameters, loss %.4f to %.4f, %.2f s a step%n",
              network.label(),
              steps.parameters(),
              steps.firstLoss(),
              steps.lastLoss(),
              steps.secondsPerStep());
    }
  }

  /** The figures of a network on noise. */
  private record NoiseResult(
      String model,
      long parameters,
      double firstLoss,
      double lastLoss,
      double secondsPerStep,
      double peakRssMiB) {}

  private void write(Path path) throws IOException {
    int count = stepCount();
    int samples = batchSize();
    for (ZooNetwork network : ZooNetwork.values()) {
      checkNoise(network);
    }
    ResultFiles.requireFile("--page", path);
    ZooPage text = new ZooPage();
    PrintStream stderr = System.err;
    for (ZooNetwork network : ZooNetwork.values()) {
      stderr.println(network.label());
      try {
        text.add(network, ZooSteps.of(network, count, samples, (step, loss) -> {}));
      } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
        text.addFailure(network, String.valueOf(e.getMessage()));
      }
      String command =
          Text.format("./sdze zoo --page %s --steps %d --batch %d", path, count, samples);
      AtomicFile.write(path, text.text(command, Machine.inWords()));
      interruption.leaves("the networks that were trained are in " + path);
    }
  }

  /**
   * The network; empty with --list or --page.
   *
   * @throws UserMistake if an option is given that the others leave no meaning
   */
  private Optional<ZooNetwork> network() {
    if (list || page != null) {
      refuseAllButThe(list ? "--list, which prints all networks" : "--page, which is about all");
      return Optional.empty();
    }
    String name = model;
    if (name == null) {
      throw new UserMistake("a network is missing: give its name, or --list");
    }
    return Optional.of(UserMistake.unlessAccepted(() -> ZooNetwork.named(name)));
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

  /** The side of the input of noise. */
  private int side(ZooNetwork network) {
    return new OptionText("--side", side).side(network);
  }

  private int stepCount() {
    return new OptionText("--steps", steps).whole(1, DEFAULT_STEPS);
  }

  private int batchSize() {
    return new OptionText("--batch", batch).whole(1, DEFAULT_BATCH);
  }

  /** Checks that noise of that size can be held. */
  private void checkNoise(ZooNetwork network) {
    MemoryNeeds.checkImages(side(network), batchSize());
  }
}
