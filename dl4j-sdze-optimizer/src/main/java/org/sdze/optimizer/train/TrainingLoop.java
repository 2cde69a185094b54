package org.sdze.optimizer.train;

import java.util.function.Function;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;

/** Repeats an optimizer's step until a budget is spent. */
public final class TrainingLoop {

  private TrainingLoop() {}

  /** Hears of every step. Its time does not count as training. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Called after a step.
     *
     * @param report what the step did
     * @param status where the run stands
     * @return whether to go on
     */
    boolean afterStep(StepReport report, Status status);
  }

  /**
   * Where a run stands.
   *
   * @param steps the number of steps made
   * @param seconds the time spent in steps, drawing their objectives included
   * @param progress the fraction of the budget spent, in [0, 1]
   */
  public record Status(long steps, double seconds, double progress) {}

  /**
   * Trains until the budget is spent, the listener says stop, or the run diverges.
   *
   * @param objectives makes the objective of a step from the step's key
   * @param root the run's key
   * @return where the run stands at its end
   * @throws DivergenceException as the optimizer does
   */
  public static Status run(
      Optimizer optimizer,
      DenseNetwork network,
      Function<RandomKey, ? extends Objective> objectives,
      RandomKey root,
      Budget budget,
      Listener listener) {
    Argument.given("optimizer", optimizer);
    Argument.given("network", network);
    Argument.given("objectives", objectives);
    return run(
        key -> optimizer.step(network, objectives.apply(key.key()), key),
        root,
        budget,
        new Status(0, 0, 0),
        listener);
  }

  /**
   * Goes on from where a run stood, with an optimizer and a network in the state that they had
   * there: the steps and their keys are those of a run that was not interrupted.
   *
   * @param steps makes a step
   * @param root the run's key
   * @param from where the run stood
   * @return where the run stands at its end
   * @throws DivergenceException as the steps do
   */
  public static Status run(
      Function<StepKey, StepReport> steps,
      RandomKey root,
      Budget budget,
      Status from,
      Listener listener) {
    Argument.given("steps", steps);
    Argument.given("root key", root);
    Argument.given("budget", budget);
    Argument.given("listener", listener);
    Status status = Argument.given("status", from);
    while (status.progress() < 1) {
      long begin = System.nanoTime();
      StepKey key = StepKey.of(root, status.steps(), status.progress());
      StepReport report = steps.apply(key);
      double seconds = status.seconds() + (System.nanoTime() - begin) * 1e-9;
      long made = status.steps() + 1;
      status = new Status(made, seconds, budget.progress(made, seconds));
      if (!listener.afterStep(report, status)) {
        return status;
      }
    }
    return status;
  }
}
