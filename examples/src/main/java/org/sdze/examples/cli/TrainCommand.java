package org.sdze.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.plan.ProblemOptions;
import org.sdze.examples.cli.plan.RunOptions;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.SettingOptions;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ProgressDisplay;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.report.Summary;
import org.sdze.examples.cli.run.Checkpoints;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.examples.cli.run.Run;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.solve.Solve;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Trains a network on a problem and says how good it became: {@code solve}, or a method that it is
 * compared with.
 */
@Command(
    exitCodeList = {
      "0:done",
      "1:a failure of the program",
      "2:a mistake in the command",
      "3:diverged; the last finite parameters are saved",
      "130:Ctrl-C; what was reached is saved"
    })
public abstract class TrainCommand implements Callable<Integer> {

  /** Where the options of the method stand in the help. */
  protected static final int METHOD = 4;

  private final Interruption interruption;
  private final @Nullable Path checkpoint;
  private final SettingOptions settings;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROBLEM",
      description = "One of the names that list prints; not needed with --problem-class.")
  private @Nullable String problem;

  @ArgGroup(validate = false, heading = "%nProblem:%n", order = 1)
  private ProblemOptions problems = new ProblemOptions();

  @ArgGroup(validate = false, heading = "%nRun:%n", order = 5)
  private RunOptions run = new RunOptions();

  /**
   * The command.
   *
   * @param checkpoint from which the run goes on; null for a new run
   */
  protected TrainCommand(Interruption interruption, @Nullable Path checkpoint) {
    this.interruption = interruption;
    this.checkpoint = checkpoint;
    this.settings = new SettingOptions(checkpoint != null);
  }

  /** The command with its options. */
  public final CommandLine commandLine() {
    CommandSpec made = CommandSpec.forAnnotatedObject(this);
    addOptions(made, settings);
    return new CommandLine(made);
  }

  /** Gives the command the options of the settings, between the problem's and the run's. */
  protected void addOptions(CommandSpec command, SettingOptions options) {
    options.addNetworkAndLoss(command, METHOD - 2);
  }

  /** The options of the method; their group has the order {@value #METHOD}. */
  protected abstract MethodPlan.Choice method();

  @Override
  public Integer call() throws IOException {
    RunPlan plan = plan();
    if (plan.isQuiet()) {
      // Before the first logger is made: that the loss guard stepped in is progress, too.
      System.setProperty("org.slf4j.simpleLogger.log.org.sdze", "error");
    }
    if (plan.out() != null && checkpoint == null) {
      requireNothingUnfinished(plan.out());
    }
    Problem problem = plan.draw();
    ResultFiles files = plan.out() == null ? null : ResultFiles.in("--out", plan.out());
    Solve solve = checkpoint == null ? plan.begin(problem) : plan.goOn(problem, checkpoint);
    PrintStream stderr = System.err;
    FinishedRun finished;
    try (ProgressDisplay display = new ProgressDisplay(plan, stderr)) {
      finished = new Run(plan, solve, display, interruption).train();
    }
    report(plan, finished, files);
    return finished.outcome().exitCode();
  }

  private static void requireNothingUnfinished(Path folder) {
    if (Files.exists(folder.resolve(Checkpoints.FILE))) {
      throw new UserMistake(
          "%s holds a run that is not finished: ./sdze resume %s goes on with it; to begin anew give another folder",
          folder, folder);
    }
  }

  /** The checked plan of the parsed options. */
  public RunPlan plan() {
    requireOnce();
    return RunPlan.of(problems.named(problem), settings, method(), run);
  }

  /**
   * A group of options whose option comes twice is to picocli a second group, without the first.
   */
  private void requireOnce() {
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    for (OptionSpec option : spec.options()) {
      String name = option.longestName();
      long times =
          given.stream().filter(text -> text.equals(name) || text.startsWith(name + "=")).count();
      if (times > 1) {
        throw new UserMistake("%s must be given once, was given %d times", name, times);
      }
    }
  }

  /** Files first, but a full disk does not take the figures away. */
  private void report(RunPlan plan, FinishedRun finished, @Nullable ResultFiles files) {
    interruption.hold("what was reached is being saved");
    IOException failure = null;
    if (files != null) {
      try {
        files.write(plan, finished);
        if (finished.outcome() != Outcome.INTERRUPTED) {
          Files.deleteIfExists(files.folder().resolve(Checkpoints.FILE));
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    print(plan, finished, files);
    interruption.leaves(
        Text.format(
            "what was reached after %d steps is %s",
            finished.result().steps(),
            failure != null
                ? "printed, but could not be saved"
                : files == null ? "printed" : "saved in " + files.folder()));
    if (failure != null) {
      throw new UncheckedIOException(
          Text.format("files could not be written to %s: %s", plan.out(), failure.getMessage()),
          failure);
    }
  }

  private void print(RunPlan plan, FinishedRun finished, @Nullable ResultFiles files) {
    PrintStream stderr = System.err;
    String summary = Summary.of(plan, finished, files == null ? null : files.folder());
    if (!plan.isJson()) {
      spec.commandLine().getOut().print(summary);
    } else if (!plan.isQuiet()) {
      stderr.print(summary);
    }
    if (plan.isJson()) {
      spec.commandLine().getOut().println(Json.line(finished.result()));
    }
    spec.commandLine().getOut().flush();
    if (finished.divergence() != null) {
      stderr.println("sdze: " + finished.divergence());
    }
  }
}
