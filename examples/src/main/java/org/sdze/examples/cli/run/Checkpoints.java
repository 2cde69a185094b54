package org.sdze.examples.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.SdzeMethod;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.solve.Solve;

/** Saves the solve of a run, every so often and where it is interrupted. */
public final class Checkpoints {

  /** The name of the file in a run's folder. */
  public static final String FILE = "checkpoint";

  private final RunPlan plan;
  private final @Nullable Path file;
  private double secondsAtLast;

  /**
   * The checkpoints of a run.
   *
   * @param begun the seconds that it has trained already
   */
  Checkpoints(RunPlan plan, double begun) {
    this.plan = plan;
    this.file =
        plan.out() == null || !(plan.method() instanceof SdzeMethod)
            ? null
            : plan.out().resolve(FILE);
    this.secondsAtLast = begun;
  }

  /** Saves the solve if that is due. */
  void afterStep(Solve solve) {
    if (plan.checkpointEvery() != null
        && plan.checkpointEvery().isDue(solve.status(), secondsAtLast)) {
      save(solve);
      secondsAtLast = solve.status().seconds();
    }
  }

  /** Saves the solve, if the run has a folder. */
  void save(Solve solve) {
    if (file == null) {
      return;
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      solve.save(file, plan.notes());
    } catch (IOException e) {
      throw new UncheckedIOException(
          Text.format("the checkpoint could not be written to %s: %s", file, e.getMessage()), e);
    }
  }
}
