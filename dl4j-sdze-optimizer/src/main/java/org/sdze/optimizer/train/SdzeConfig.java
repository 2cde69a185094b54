package org.sdze.optimizer.train;

import java.io.Serializable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Task;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;

/**
 * How a network is trained from forward evaluations: an estimator and a step rule. Immutable.
 *
 * @param estimator how evaluations become an estimate
 * @param stepRule what is done with it
 * @param learningRate η, positive
 * @param schedule how η follows the budget
 */
public record SdzeConfig(
    Estimator estimator, StepRule stepRule, double learningRate, Schedule schedule)
    implements Serializable {

  /** η of Gauss–Newton without momentum where it falls with the budget. */
  public static final double FALLING_RATE = 1.4;

  public SdzeConfig {
    Argument.given("estimator", estimator);
    Argument.given("step rule", stepRule);
    Argument.given("schedule", schedule);
    SdzeSettings.LEARNING_RATE.require(learningRate);
    if (estimator instanceof NoiseCredit) {
      throw new IllegalArgumentException(
          "the estimator must be units or low-rank, was " + estimator);
    }
    if (stepRule instanceof GaussNewton && !(estimator instanceof UnitCredit)) {
      throw new IllegalArgumentException(
          "the Gauss-Newton step rule needs the estimator units, was low-rank; use adam, sgd or"
              + " factored");
    }
  }

  /** What choices stand for. */
  public static SdzeConfig of(Choices choices, Schedule schedule) {
    return new SdzeConfig(
        estimator(choices), stepRule(choices), choices.get(SdzeSettings.LEARNING_RATE), schedule);
  }

  /** The estimator that choices stand for. */
  public static Estimator estimator(Choices choices) {
    double smoothing = choices.get(SdzeSettings.SMOOTHING);
    return switch (choices.get(SdzeSettings.CREDIT)) {
      case UNITS ->
          new UnitCredit(
              choices.get(SdzeSettings.UNITS), smoothing, choices.get(SdzeSettings.TWO_SIDED));
      case NOISE ->
          new NoiseCredit(
              choices.get(SdzeSettings.PROBES),
              choices.given(SdzeSettings.PROBES) == null,
              smoothing,
              choices.get(SdzeSettings.FEEDBACK));
      case LOW_RANK ->
          new LowRank(
              choices.get(SdzeSettings.RANK),
              choices.get(SdzeSettings.REFRESH_INTERVAL),
              choices.get(SdzeSettings.PROBES),
              smoothing);
    };
  }

  /** The step rule that choices stand for. */
  public static StepRule stepRule(Choices choices) {
    return switch (choices.get(SdzeSettings.RULE)) {
      case GAUSS_NEWTON ->
          new GaussNewton(
              choices.get(SdzeSettings.DAMPING),
              choices.get(SdzeSettings.MOMENTUM),
              choices.get(SdzeSettings.KEPT_STEPS));
      case FACTORED -> new FactoredMoments();
      case ADAM -> new Adam();
      case SGD -> new Sgd(choices.get(SdzeSettings.MOMENTUM));
    };
  }

  /** Unit credit of all units with Gauss–Newton, η falling linearly, no momentum. */
  public static SdzeConfig gaussNewton() {
    return of(
        residuals().with(SdzeSettings.MOMENTUM, 0.0).with(SdzeSettings.LEARNING_RATE, FALLING_RATE),
        Schedule.LINEAR);
  }

  /** The paper's path: a low-rank subspace, Adam on its coordinates. */
  public static SdzeConfig lowRank() {
    return of(residuals().with(SdzeSettings.CREDIT, Credit.LOW_RANK), Schedule.LINEAR);
  }

  private static Choices residuals() {
    return SdzeSettings.CATALOGUE.choices().with(SdzeSettings.TASK, Task.RESIDUALS);
  }
}
