package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.swap.SwapNetwork;
import org.sdze.benchmarks.swap.SwapNetworks;
import org.sdze.benchmarks.swap.SwapRow;
import org.sdze.benchmarks.swap.SwapTable;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code swap-table}: DL4J's networks by their own updaters, and with one line swapped. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "swap-table",
    description =
        "Trains networks of DL4J's examples by their own updaters and by Sdze with its defaults, for equal epochs.",
    exitCodeList = {
      "0:done; a network that diverges has an infinite loss",
      "1:a failure of the program",
      "2:a mistake in the command",
      "130:Ctrl-C; rows that ended are in the folder of --out"
    })
final class SwapTableCommand implements Callable<Integer> {

  private static final int DEFAULT_SEEDS = 3;
  private static final int MOST = 100_000;

  private final Interruption interruption;

  @Spec private CommandSpec spec;

  @Option(
      names = "--only",
      paramLabel = "NETWORKS",
      description = "Some networks, with commas between them (default: all).")
  private @Nullable String only;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds 0, 1, … of every network (default: " + DEFAULT_SEEDS + ").")
  private @Nullable String seeds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Epochs of every network (default: each one's own).")
  private @Nullable String epochs;

  @Option(
      names = "--cosine",
      description =
          "Layer by layer the cosine between an estimate and DL4J's gradient, before and after training.")
  private boolean cosine;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the table, which is written after every network.")
  private @Nullable String out;

  SwapTableCommand(Interruption interruption) {
    this.interruption = interruption;
  }

  /** What is printed. */
  private record Report(String machine, List<SwapRow> rows) {}

  @Override
  public Integer call() throws IOException {
    List<SwapNetwork> networks = TableRows.chosen(only, SwapNetworks.all(), SwapNetwork::label);
    int count = (int) new OptionText("--seeds", seeds).whole(1, MOST, DEFAULT_SEEDS);
    OptionText limit = new OptionText("--epochs", epochs);
    @Nullable Integer limited = limit.isGiven() ? (int) limit.whole(1, MOST, 1) : null;
    @Nullable Path given = OptionText.path("--out", out);
    @Nullable Path folder = given == null ? null : ResultFiles.in("--out", given).made();
    if (folder != null) {
      interruption.leaves("the rows that ended are in " + folder);
    }
    SwapTable table = new SwapTable(count, limited, cosine, System.err::println);
    List<SwapRow> rows = new ArrayList<>();
    for (SwapNetwork network : networks) {
      rows.add(table.row(network));
      if (folder != null) {
        TableRows.write(folder, SwapTable.markdown(rows), SwapTable.csv(rows));
      }
    }
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(Json.text(new Report(Machine.inWords(), rows)));
    } else {
      stdout.print(SwapTable.markdown(rows));
    }
    stdout.flush();
    return Outcome.DONE.exitCode();
  }
}
