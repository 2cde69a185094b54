package org.sdze.benchmarks.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.pinn.problem.ProblemFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The problem of a command that compares on it, and its dimension. */
public final class ProblemArgument {

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

  /** What makes the problem. */
  public ProblemFactory factory() {
    return problems.named(problem);
  }

  /**
   * d.
   *
   * @param least that the command can compare on
   */
  public int dimension(int least) {
    return new OptionText("--dim", dimension).whole(least, 100);
  }

  /** The options of a problem of one's own again, for a child process. */
  public List<String> again() {
    return problems.again();
  }
}
