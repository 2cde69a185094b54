package org.sdze.optimizer.train;

import java.io.Serializable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
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

  /** Damping of the default (docs/method.md §4, docs/decisions on damping and momentum). */
  public static final double DEFAULT_DAMPING = 1e-4;

  /** Momentum of the default where the input has at most {@link #MOMENTUM_DIMENSIONS}. */
  public static final double DEFAULT_MOMENTUM = 0.9;

  /** The largest dimension for which averaging over the batches of several steps helps. */
  public static final int MOMENTUM_DIMENSIONS = 64;

  /** η of Gauss–Newton with momentum. */
  public static final double MOMENTUM_RATE = 0.5;

  /** Size of a unit's move relative to the root mean square of its layer, in single precision. */
  public static final double DEFAULT_SMOOTHING = 1e-2;

  public SdzeConfig {
    Argument.given("estimator", estimator);
    Argument.given("step rule", stepRule);
    Argument.given("schedule", schedule);
    Argument.positive("learning rate", learningRate);
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

  /** Unit credit of all units with Gauss–Newton, η falling linearly from 1.4, no momentum. */
  public static SdzeConfig gaussNewton() {
    return new SdzeConfig(
        new UnitCredit(UnitCredit.ALL, DEFAULT_SMOOTHING, false),
        new GaussNewton(DEFAULT_DAMPING, 0),
        1.4,
        Schedule.LINEAR);
  }

  /** The paper's path: a low-rank subspace, Adam on its coordinates. */
  public static SdzeConfig lowRank() {
    return new SdzeConfig(new LowRank(8, 50, 1, 1e-3), new Adam(), 1e-3, Schedule.LINEAR);
  }
}
