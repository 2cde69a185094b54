package org.sdze.benchmarks.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.benchmarks.speed.InTurns;
import org.sdze.benchmarks.speed.MachineLimits;
import org.sdze.benchmarks.speed.StepBench;
import org.sdze.benchmarks.speed.TwoBodySteps;
import org.sdze.benchmarks.variance.PowerLaw;
import org.sdze.examples.cli.Version;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.Machine;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.cli.run.Stage;
import org.sdze.optimizer.setting.Setting;
import org.sdze.pinn.solve.SolveSettings;
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
  private static final int LEAST_FITTED = 1_000; // below, what does not depend on d costs most
  private static final int DEFAULT_SECONDS = 15;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dims",
      paramLabel = "N,…",
      defaultValue = "100,1000,10000,100000",
      description = "Dimensions, with commas between them (default: ${DEFAULT-VALUE}).")
  private String dims;

  @Option(names = "--depth", paramLabel = "N", description = "Hidden layers (default: 1).")
  private @Nullable String depth;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "Units of each hidden layer (default: as solve chooses).")
  private @Nullable String width;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Points of a step (default: as solve chooses).")
  private @Nullable String batch;

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

  /**
   * What is printed.
   *
   * @param exponent of d, by which a step's time grows from 1,000 dimensions on; null where fewer
   *     than two were measured there, or networks or points of several sizes
   */
  private record Report(
      String machine,
      MachineLimits limits,
      List<StepBench> steps,
      List<InTurns> inTurns,
      @Nullable Double exponent) {}

  @Override
  public Integer call() throws IOException {
    int time = new OptionText("--seconds", seconds).whole(1, DEFAULT_SECONDS);
    List<Integer> dimensions =
        Arrays.stream(dims.split(",", -1))
            .map(text -> new OptionText("--dims", text).whole(1, MOST_DIMENSIONS))
            .toList();
    Map<Setting<Integer>, Integer> settings = new LinkedHashMap<>();
    choose(settings, "--depth", depth, SolveSettings.DEPTH);
    choose(settings, "--width", width, SolveSettings.WIDTH);
    choose(settings, "--batch", batch, SolveSettings.BATCH);
    boolean isDeep = settings.getOrDefault(SolveSettings.DEPTH, 1) > 1;
    if (isDeep && python != null) {
      throw new UserMistake("--jax must go with one hidden layer, was --depth " + depth);
    }
    MachineLimits limits = MachineLimits.measured();
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.println(Machine.inWords());
      out.printf(
          Locale.ROOT,
          "products %.0f GFLOP/s, copies %.1f GB/s%n",
          limits.gigaflops(),
          limits.gigabytes());
      out.printf(
          Locale.ROOT, "%9s %7s %9s %9s %6s", "d", "network", "ms/step", "limit ms", "share");
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
      StepBench bench = StepBench.of(new TwoBodySteps(dimension, settings), time, limits);
      benches.add(bench);
      if (!json) {
        print(bench, out);
      }
      if (python != null) {
        inTurns(new TwoBodySteps(dimension, settings), python, time).ifPresent(inTurns::add);
      }
      if (!json) {
        if (inTurns.size() == benches.size()) {
          print(inTurns.get(inTurns.size() - 1), out);
        }
        out.println();
        out.flush();
      }
    }
    Double exponent = exponent(benches);
    if (json) {
      out.println(Json.text(new Report(Machine.inWords(), limits, benches, inTurns, exponent)));
    } else if (exponent != null) {
      out.printf(
          Locale.ROOT, "from d = %,d on a step's time grows as d^%.2f%n", LEAST_FITTED, exponent);
    }
    out.flush();
    return Outcome.DONE.exitCode();
  }

  private static void choose(
      Map<Setting<Integer>, Integer> settings,
      String option,
      @Nullable String text,
      Setting<Integer> setting) {
    if (text != null) {
      int value = new OptionText(option, text).whole(1, 1);
      setting.require(value);
      settings.put(setting, value);
    }
  }

  /** By least squares of the logarithms, of steps that differ in d alone. */
  private static @Nullable Double exponent(List<StepBench> benches) {
    List<StepBench> large =
        benches.stream().filter(bench -> bench.dimension() >= LEAST_FITTED).toList();
    boolean isAlike =
        large.stream().mapToInt(StepBench::width).distinct().count() == 1
            && large.stream().mapToInt(StepBench::batch).distinct().count() == 1;
    boolean isLine = large.stream().mapToInt(StepBench::dimension).distinct().count() > 1;
    return isAlike && isLine
        ? new PowerLaw(
                "milliseconds",
                large.stream()
                    .map(bench -> new double[] {bench.dimension(), bench.milliseconds()})
                    .toList())
            .slope()
        : null;
  }

  private static void print(StepBench bench, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%9d %7s %9.2f",
        bench.dimension(),
        bench.depth() + "×" + bench.width(),
        bench.milliseconds());
    if (bench.limit() == null || bench.share() == null) {
      out.printf(Locale.ROOT, " %9s %6s", "–", "–");
    } else {
      out.printf(Locale.ROOT, " %9.2f %5.0f%%", bench.limit(), 100 * bench.share());
    }
    Map<String, Double> stages = bench.stages();
    for (Stage stage : Stage.ofStep()) {
      out.printf(Locale.ROOT, " %11.2f", stages.getOrDefault(stage.label(), 0.0));
    }
    out.flush();
  }

  /** Empty, after a sentence, where the scripts do not run: then nobody asks for them again. */
  private Optional<InTurns> inTurns(TwoBodySteps steps, String given, int time) {
    try {
      return Optional.of(InTurns.measure(steps, given, time));
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
