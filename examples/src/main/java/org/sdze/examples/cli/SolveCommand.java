package org.sdze.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MethodOptions;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.run.Interruption;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code solve}: trains by this library's own method. */
@Command(
    name = "solve",
    description = "Trains a network on a problem and prints its error beside the baselines.")
public final class SolveCommand extends TrainCommand {

  @ArgGroup(validate = false, heading = "%nMethod:%n", order = METHOD)
  private MethodOptions method = new MethodOptions();

  /** A new run. */
  public SolveCommand(Interruption interruption) {
    this(interruption, null);
  }

  /**
   * The command.
   *
   * @param checkpoint from which the run goes on; null for a new run
   */
  SolveCommand(Interruption interruption, @Nullable Path checkpoint) {
    super(interruption, checkpoint);
  }

  @Override
  protected MethodPlan.Choice method() {
    return method;
  }
}
