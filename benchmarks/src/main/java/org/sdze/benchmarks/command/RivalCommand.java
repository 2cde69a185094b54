package org.sdze.benchmarks.command;

import org.sdze.benchmarks.plan.RivalOptions;
import org.sdze.examples.cli.TrainCommand;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.run.Interruption;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;

/** {@code rival}: trains by a method that ours is compared with. */
@Command(
    name = "rival",
    description = "Trains a network on a problem as others do: what solve is compared with.")
public final class RivalCommand extends TrainCommand {

  @ArgGroup(validate = false, heading = "%nMethod:%n", order = METHOD)
  private RivalOptions method = new RivalOptions();

  /** The command. */
  public RivalCommand(Interruption interruption) {
    super(interruption, null);
  }

  @Override
  protected MethodPlan.Choice method() {
    return method;
  }
}
