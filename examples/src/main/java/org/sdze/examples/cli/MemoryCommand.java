package org.sdze.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MemoryNeeds;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.examples.zoo.ZooSteps;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code memory}: what training a zoo network takes beyond evaluating it. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "memory",
    description =
        "Measures the peak resident memory of a zoo network's evaluation, of training it without "
            + "backpropagation, and of training it by Adam, each in a process of its own.")
final class MemoryCommand implements Callable<Integer> {

  private static final int DEFAULT_STEPS = 5;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Interruption interruption;

  @Spec private CommandSpec spec;

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

  MemoryCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  /** Peak resident memory in MiB. */
  private record Peaks(
      String model,
      double inferenceMiB,
      double sdzeMiB,
      double adamMiB,
      double sdzeOverInference) {}

  @Override
  public Integer call() throws IOException {
    double inference = peak(ZooSteps.Mode.INFERENCE);
    double sdze = peak(ZooSteps.Mode.SDZE);
    double adam = peak(ZooSteps.Mode.ADAM);
    Peaks peaks = new Peaks(network().label(), inference, sdze, adam, sdze / inference);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(peaks));
    } else {
      out.printf(Locale.ROOT, "inference %.0f MiB%n", inference);
      out.printf(Locale.ROOT, "sdze      %.0f MiB, %.2f x inference%n", sdze, sdze / inference);
      out.printf(Locale.ROOT, "adam      %.0f MiB, %.2f x inference%n", adam, adam / inference);
    }
    out.flush();
    return Outcome.DONE.exitCode();
  }

  private double peak(ZooSteps.Mode mode) throws IOException {
    List<String> arguments = new ArrayList<>(arguments());
    arguments.addAll(List.of("--mode", mode.name().toLowerCase(Locale.ROOT)));
    Path stdout = temporary(".json");
    Path stderr = temporary(".txt");
    try {
      ChildProcess process = ChildProcess.start(List.of(), arguments, stdout, stderr, 0);
      if (process.await(interruption) != Outcome.DONE.exitCode()) {
        throw new IOException(Text.format("%s failed: %s", mode, process.lastWords()));
      }
      return MAPPER.readTree(stdout.toFile()).get("peakRssMiB").asDouble();
    } finally {
      Files.deleteIfExists(stdout);
      Files.deleteIfExists(stderr);
    }
  }

  /** Gone after an interruption, too. */
  private static Path temporary(String suffix) throws IOException {
    Path file = Files.createTempFile("sdze-memory", suffix);
    file.toFile().deleteOnExit();
    return file;
  }

  /** The network. */
  private ZooNetwork network() {
    return UserMistake.unlessAccepted(() -> ZooNetwork.named(model));
  }

  /** What {@code zoo} is asked for in each process, without the mode. */
  private List<String> arguments() {
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
}
