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
import org.sdze.examples.cli.plan.ZooOptions;
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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code zoo}: networks of DL4J's model zoo, trained without backpropagation. */
@Command(
    name = "zoo",
    description = "Trains networks of the model zoo without backpropagation.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class ZooCommand implements Callable<Integer> {

  private final Interruption interruption;

  @Spec private CommandSpec spec;
  @Mixin private ZooOptions options = new ZooOptions();

  ZooCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  @Override
  public Integer call() throws IOException {
    Optional<ZooNetwork> chosen = options.network();
    @Nullable Path page = options.page();
    if (chosen.isPresent()) {
      train(chosen.get());
    } else if (page != null) {
      write(page);
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
    options.checkNoise(network);
    PrintStream stderr = System.err;
    ZooSteps steps =
        ZooSteps.of(
            network,
            options.side(network),
            options.mode(),
            options.steps(),
            options.batch(),
            (step, loss) -> stderr.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss));
    if (options.isJson()) {
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
    int steps = options.steps();
    int batch = options.batch();
    for (ZooNetwork network : ZooNetwork.values()) {
      options.checkNoise(network);
    }
    ResultFiles.requireFile("--page", path);
    ZooPage page = new ZooPage();
    PrintStream stderr = System.err;
    for (ZooNetwork network : ZooNetwork.values()) {
      stderr.println(network.label());
      try {
        page.add(network, ZooSteps.of(network, steps, batch, (step, loss) -> {}));
      } catch (IllegalArgumentException | IllegalStateException | UnsupportedOperationException e) {
        page.addFailure(network, String.valueOf(e.getMessage()));
      }
      String command =
          Text.format("./sdze zoo --page %s --steps %d --batch %d", path, steps, batch);
      AtomicFile.write(path, page.text(command, Machine.inWords()));
      interruption.leaves("the networks that were trained are in " + path);
    }
  }
}
