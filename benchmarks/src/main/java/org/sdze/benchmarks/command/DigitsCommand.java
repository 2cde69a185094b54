package org.sdze.benchmarks.command;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.digits.DigitsComparison;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.zoo.ZooNetwork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code digits}: LeNet on the handwritten digits, Adam and the low-rank subspace beside ours. */
@Command(
    name = "digits",
    description =
        "Trains LeNet on handwritten digits by ours, by Adam and in the low-rank subspace, for equal "
            + "epochs and for equal time.")
final class DigitsCommand implements Callable<Integer> {

  private static final int DEFAULT_EPOCHS = 30;

  // Chosen on the validation part of the digits.
  private static final double RATE = 1e-2;
  private static final double ADAM_RATE = 1e-3;
  private static final double LOW_RANK_RATE = 1e-2;

  @Spec private CommandSpec spec;

  @Option(names = "--epochs", paramLabel = "N", description = "Epochs (default: 30).")
  private @Nullable String epochs;

  @Option(names = "--seeds", paramLabel = "N", description = "Seeds 0, 1, … (default: 3).")
  private @Nullable String seeds;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  DigitsCommand() {}

  /** What all came to. */
  private record Result(
      String model, long parameters, String optimizer, List<DigitsComparison.Row> rows) {}

  @Override
  public Integer call() throws Exception {
    int epochCount = new OptionText("--epochs", epochs).whole(1, DEFAULT_EPOCHS);
    int seedCount = new OptionText("--seeds", seeds).whole(1, 3);
    ZooNetwork network = ZooNetwork.LENET;
    PrintStream stderr = System.err;
    DigitsComparison comparison =
        new DigitsComparison(network, epochCount, seedCount, stderr::println);
    List<DigitsComparison.Row> rows = comparison.run(RATE, ADAM_RATE, LOW_RANK_RATE);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.text(
              new Result(
                  network.label(), comparison.parameters(), comparison.optimizer(RATE), rows)));
    } else {
      out.printf(Locale.ROOT, "%-26s %9s %8s%n", "optimizer", "accuracy", "seconds");
      for (DigitsComparison.Row row : rows) {
        out.printf(
            Locale.ROOT, "%-26s %9.4f %8.1f%n", row.optimizer(), row.accuracy(), row.seconds());
      }
    }
    out.flush();
    return 0;
  }
}
