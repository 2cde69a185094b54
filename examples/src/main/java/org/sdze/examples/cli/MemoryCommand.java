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
import org.sdze.examples.cli.plan.MemoryOptions;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.zoo.ZooSteps;
import org.sdze.optimizer.text.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code memory}: what training a zoo network takes beyond evaluating it. */
@Command(
    name = "memory",
    description =
        "Measures the peak resident memory of a zoo network's evaluation, of training it without "
            + "backpropagation, and of training it by Adam, each in a process of its own.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class MemoryCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Interruption interruption;

  @Spec private CommandSpec spec;
  @Mixin private MemoryOptions options = new MemoryOptions();

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
    Peaks peaks = new Peaks(options.network().label(), inference, sdze, adam, sdze / inference);
    PrintWriter out = spec.commandLine().getOut();
    if (options.isJson()) {
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
    List<String> arguments = new ArrayList<>(options.arguments());
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
}
