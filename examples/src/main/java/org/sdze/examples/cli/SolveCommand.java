package org.sdze.examples.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.plan.SdzeMethod;
import org.sdze.examples.cli.plan.SettingOptions;
import org.sdze.examples.cli.run.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** {@code solve}: trains by this library's own method. */
@Command(
    name = "solve",
    description = "Trains a network on a problem and prints its error beside the baselines.")
public final class SolveCommand extends TrainCommand {

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
  protected void addOptions(CommandSpec command, SettingOptions options) {
    super.addOptions(command, options);
    options.addTraining(command, METHOD);
  }

  @Override
  protected MethodPlan.Choice method() {
    return (config, choices) -> new SdzeMethod(config.training());
  }
}
