package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.speed.InTurns;
import org.sdze.benchmarks.speed.MachineLimits;
import org.sdze.benchmarks.speed.StepBench;
import org.sdze.examples.cli.Version;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.cli.run.Stage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: what a step costs, stage by stage, beside what the machine could do. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
@Command(
    name = "bench",
    description =
        "Measures products and copies of this machine, then steps of sine-gordon-two-body with the "
            + "defaults, and prints milliseconds by stage, from samples of the stack.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {

  private static final int MOST_DIMENSIONS = 100_000_000;
  private static final int DEFAULT_SECONDS = 15;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dims",
      paramLabel = "N,…",
      defaultValue = "100,1000,10000,100000",
      description = "Dimensions, with commas between them (default: ${DEFAULT-VALUE}).")
  private String dims;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Of steps in each dimension, half of which warm up (default: 15).")
  private @Nullable String seconds;

  @Option(
      names = "--jax",
      paramLabel = "PYTHON",
      description =
          "A Python that has JAX (pip install jax): the same step in JAX and one of STDE's recipe take turns"
              + " with ours.")
  private @Nullable String python;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  /** What is printed. */
  private record Report(
      String machine, MachineLimits limits, List<StepBench> steps, List<InTurns> inTurns) {}

  @Override
  public Integer call() throws IOException {
    int time = new OptionText("--seconds", seconds).whole(1, DEFAULT_SECONDS);
    List<Integer> dimensions =
        Arrays.stream(dims.split(",", -1))
            .map(text -> new OptionText("--dims", text).whole(1, MOST_DIMENSIONS))
            .toList();
    MachineLimits limits = MachineLimits.measured();
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(Machine.inWords());
      out.printf(
          Locale.ROOT,
          "products %.0f GFLOP/s, copies %.1f GB/s%n",
          limits.gigaflops(),
          limits.gigabytes());
      out.printf(Locale.ROOT, "%9s %5s %9s %9s %6s", "d", "width", "ms/step", "limit ms", "share");
      for (Stage stage : Stage.ofStep()) {
        out.printf(Locale.ROOT, " %11s", stage.label());
      }
      if (python != null) {
        out.printf(Locale.ROOT, " | %9s %9s %6s %9s", "in turns", "JAX ms", "ratio", "STDE ms");
      }
      out.println();
      out.flush();
    }
    List<StepBench> benches = new ArrayList<>();
    List<InTurns> inTurns = new ArrayList<>();
    for (int dimension : dimensions) {
      StepBench bench = StepBench.of(dimension, time, limits);
      benches.add(bench);
      if (!json) {
        print(bench, out);
      }
      if (python != null) {
        inTurns(python, dimension, time).ifPresent(inTurns::add);
      }
      if (!json) {
        if (inTurns.size() == benches.size()) {
          print(inTurns.get(inTurns.size() - 1), out);
        }
        out.println();
        out.flush();
      }
    }
    if (json) {
      out.println(Json.text(new Report(Machine.inWords(), limits, benches, inTurns)));
    }
    out.flush();
    return Outcome.DONE.exitCode();
  }

  private static void print(StepBench bench, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%9d %5d %9.2f %9.2f %5.0f%%",
        bench.dimension(),
        bench.width(),
        bench.milliseconds(),
        bench.limit(),
        100 * bench.share());
    Map<String, Double> stages = bench.stages();
    for (Stage stage : Stage.ofStep()) {
      out.printf(Locale.ROOT, " %11.2f", stages.getOrDefault(stage.label(), 0.0));
    }
    out.flush();
  }

  /** Empty, after a sentence, where the scripts do not run: then nobody asks for them again. */
  private Optional<InTurns> inTurns(String given, int dimension, int time) {
    try {
      return Optional.of(InTurns.measure(given, dimension, time));
    } catch (IOException e) {
      python = null;
      spec.commandLine().getErr().println("sdze: JAX is left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static void print(InTurns turns, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        " | %9.2f %9.2f %6.2f %9.2f",
        turns.ours(),
        turns.jax(),
        turns.ratio(),
        turns.stde());
  }
}
