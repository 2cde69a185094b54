package org.sdze.benchmarks.plan;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MemoryNeeds;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.problem.Problems;
import org.sdze.pinn.solve.Defaults;
import org.sdze.pinn.solve.NetworkConfig;
import org.sdze.pinn.solve.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code variance}. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class VarianceOptions {

  @Parameters(
      arity = "0..1",
      paramLabel = "PROBLEM",
      description = "One of the names that list prints.")
  private @Nullable String problem;

  @Mixin private ProblemOptions problems = new ProblemOptions();

  @Option(
      names = "--dim",
      paramLabel = "D",
      defaultValue = "100",
      description = "Dimension (default: ${DEFAULT-VALUE}).")
  private @Nullable String dimension;

  @Option(
      names = "--width",
      paramLabel = "H",
      defaultValue = "64",
      description = "Units of a hidden layer (default: ${DEFAULT-VALUE}).")
  private @Nullable String width;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "Hidden layers (default: ${DEFAULT-VALUE}).")
  private @Nullable String depth;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "100",
      description = "Collocation points of an evaluation (default: ${DEFAULT-VALUE}).")
  private @Nullable String batch;

  @Option(
      names = "--draws",
      paramLabel = "N",
      defaultValue = "200",
      description = "How often every estimate is drawn (default: ${DEFAULT-VALUE}).")
  private @Nullable String draws;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Draws everything (default: ${DEFAULT-VALUE}).")
  private @Nullable String seed;

  @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures.")
  private @Nullable String out;

  @Option(names = "--json", description = "Print one JSON object on stdout and nothing else there.")
  private boolean json;

  /**
   * Checks everything, before anything is drawn.
   *
   * @throws UserMistake naming the first thing that cannot be
   */
  public void check() {
    RunPlan.requireDimension(factory(), dimension());
    MemoryNeeds.requireCountable(ProblemShape.of(factory(), dimension()), shape());
    MemoryNeeds.check(dimension(), shape(), batch(), numbers());
    draws();
    seed();
    out();
  }

  /** Parameters, their moved copy, an estimate and its frames; points; the rows of unit credit. */
  private double numbers() {
    double rows = (depth() - 1.0) * width() * width() + batch();
    return 4.0 * shape().parameters(ProblemShape.of(factory(), dimension()))
        + batch() * (dimension() + rows);
  }

  private ProblemFactory factory() {
    return problems.named(problem);
  }

  /** The problem, with its coefficients drawn. */
  public Problem problem() {
    return Problems.draw(factory(), dimension(), seed());
  }

  /** The network, in double precision. */
  public NetworkConfig shape() {
    NetworkConfig usual = Defaults.network(dimension(), depth());
    return new NetworkConfig(
        width(), depth(), usual.activation(), usual.inputScale(), Precision.DOUBLE);
  }

  private int dimension() {
    return new OptionText("--dim", dimension).whole(2, 100);
  }

  /** The width of the hidden layers. */
  public int width() {
    return new OptionText("--width", width).whole(4, 64);
  }

  /** The number of hidden layers. */
  public int depth() {
    return (int) new OptionText("--depth", depth).whole(1, 100, 2);
  }

  /** The collocation points of an evaluation. */
  public int batch() {
    return (int) new OptionText("--batch", batch).whole(1, 1_000_000, 100);
  }

  /** How often every estimate is drawn. */
  public int draws() {
    return new OptionText("--draws", draws).whole(2, 200);
  }

  /** The root of all randomness. */
  public long seed() {
    return new OptionText("--seed", seed).whole(Long.MIN_VALUE, Long.MAX_VALUE, 0);
  }

  /** Where pictures go, if anywhere. */
  public @Nullable Path out() {
    return OptionText.path("--out", out);
  }

  /** Whether stdout gets a JSON object instead of the tables. */
  public boolean isJson() {
    return json;
  }
}
