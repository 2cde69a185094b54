package org.sdze.examples.cli.run;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.optimizer.train.DivergenceException;
import org.sdze.optimizer.train.StepReport;
import org.sdze.optimizer.train.TrainingLoop.Status;
import org.sdze.pinn.score.TestSet;
import org.sdze.pinn.solve.HistoryRow;
import org.sdze.pinn.solve.Solve;

/** One run of a plan: a solve, trained, measured, watched and saved on the way. Used once. */
public final class Run {

  private final RunPlan plan;
  private final Solve solve;
  private final Consumer<Progress> listener;
  private final Checkpoints checkpoints;
  private final Interruption interruption;
  private final @Nullable TestSet test;
  private final EvaluationTimes times;
  private double relativeError; // the last one measured

  /**
   * A run, ready to train.
   *
   * @param solve where it begins
   * @param listener hears of every step; its time does not count as training
   */
  public Run(RunPlan plan, Solve solve, Consumer<Progress> listener, Interruption interruption) {
    this.plan = plan;
    this.solve = solve;
    this.listener = listener;
    this.checkpoints = new Checkpoints(plan, solve.status().seconds());
    this.interruption = interruption;
    test = solve.problem().solution() == null ? null : solve.testSet(plan.testPoints());
    times =
        EvaluationTimes.of(plan.budget(), (double) plan.testPoints() * solve.problem().dimension());
    relativeError =
        solve.history().rows().stream()
            .filter(HistoryRow::isMeasured)
            .mapToDouble(HistoryRow::relativeError)
            .reduce(Double.NaN, (earlier, later) -> later);
  }

  /**
   * Trains until the budget is spent, the run diverges or somebody asks for the end.
   *
   * @throws IOException if the samples of a profile cannot be written to a temporary file
   */
  public FinishedRun train() throws IOException {
    Outcome outcome;
    Map<Stage, Double> shares = Map.of();
    double finalLoss;
    @Nullable String divergence = null;
    try (StageSampler sampler = plan.isProfiled() ? new StageSampler() : null) {
      Status end = solve.run(this::afterStep);
      if (sampler != null) {
        shares = sampler.shares();
      }
      outcome = end.progress() < 1 ? Outcome.INTERRUPTED : Outcome.DONE;
      finalLoss = solve.history().acceptedLoss();
    } catch (DivergenceException e) {
      outcome = Outcome.DIVERGED;
      finalLoss = e.lastFiniteLoss();
      divergence = Divergence.sentence(plan, e, hasFiniteParameters());
      measure(); // of the parameters that came back
    }
    RunResult result = RunResult.of(plan, solve, test, finalLoss, outcome);
    return new FinishedRun(
        result, outcome, solve, hasFiniteParameters(), solve.history().rows(), shares, divergence);
  }

  /** Their sum is finite exactly if they all are, but for an overflow that no network survives. */
  private boolean hasFiniteParameters() {
    return RunResult.finite(solve.network().params().sumNumber().doubleValue()) != null;
  }

  private boolean afterStep(StepReport report, Status status) {
    // Before the first step there is nothing to save.
    interruption.hold("the step under way is finished, then what was reached is saved");
    boolean isDone = status.progress() >= 1;
    boolean isLast = isDone || interruption.isRequested();
    boolean isDue = isDone || times.isDue(status);
    if (isDue) {
      measure();
    }
    if (isLast && !isDone) {
      checkpoints.save(solve); // as it would be without an interruption
    } else if (!isDone) {
      checkpoints.afterStep(solve);
    }
    if (isLast && !isDue) {
      measure();
    }
    listener.accept(
        new Progress(
            status.steps(), status.seconds(), status.progress(), report.loss(), relativeError));
    return !isLast;
  }

  /** An error that takes too long is unknown if somebody waits for the end. */
  private void measure() {
    if (test == null) {
      return;
    }
    long begin = System.nanoTime();
    relativeError = solve.relativeError(test, () -> interruption.isOverdue(begin));
    solve.history().measured(relativeError);
    times.took((System.nanoTime() - begin) * 1e-9);
  }
}
