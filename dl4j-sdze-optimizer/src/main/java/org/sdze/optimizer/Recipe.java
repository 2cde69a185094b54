package org.sdze.optimizer;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.NoiseCredit;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Guard;
import org.sdze.optimizer.train.Limits;
import org.sdze.optimizer.train.SdzeConfig;

/**
 * What the settings of an {@link Sdze} stand for: those that are set, and the usual ones for the
 * rest.
 */
record Recipe(Sdze sdze) {

  private static final double FACTORED_RATE = 3e-3;
  private static final double ADAM_RATE = 1e-3;
  private static final double SGD_RATE = 0.1;
  private static final double GAUSS_NEWTON_RATE = 1;
  private static final double LOW_RANK_SMOOTHING = 1e-3;
  private static final double NOISE_SMOOTHING = 1e-2;
  private static final int GRAPH_PROBES = 8;
  private static final int RANK = 8;
  private static final int REFRESH_INTERVAL = 50;

  /**
   * The configuration of training on objectives, for a network of that many inputs; its rate is 1,
   * for others to follow.
   */
  SdzeConfig config(long dimension) {
    if (sdze.credit == Sdze.Credit.LOW_RANK) {
      return new SdzeConfig(estimator(), stepRule(), 1, Schedule.CONSTANT);
    }
    if (sdze.credit == Sdze.Credit.NOISE) {
      throw new IllegalArgumentException(
          "the credit NOISE is for losses of a network's outputs: leave the credit unset");
    }
    StepRule chosen =
        sdze.rule == null || sdze.rule == Sdze.Rule.GAUSS_NEWTON
            ? new GaussNewton(
                or(sdze.damping, SdzeConfig.DEFAULT_DAMPING), objectiveMomentum(dimension))
            : stepRule();
    return new SdzeConfig(
        new UnitCredit(
            or(sdze.units, UnitCredit.ALL),
            or(sdze.smoothing, SdzeConfig.DEFAULT_SMOOTHING),
            false),
        chosen,
        1,
        Schedule.CONSTANT);
  }

  /** The momentum of Gauss–Newton for a network of that many inputs; 0 with another rule. */
  double objectiveMomentum(long dimension) {
    if (sdze.rule != null && sdze.rule != Sdze.Rule.GAUSS_NEWTON) {
      return 0;
    }
    double usual = dimension > SdzeConfig.MOMENTUM_DIMENSIONS ? 0 : SdzeConfig.DEFAULT_MOMENTUM;
    return sdze.credit == Sdze.Credit.LOW_RANK ? 0 : or(sdze.momentum, usual);
  }

  /** The learning rate of training on objectives. */
  double objectiveRate(int iteration, int epoch, boolean hasMomentum) {
    boolean isGaussNewton =
        sdze.credit != Sdze.Credit.LOW_RANK
            && (sdze.rule == null || sdze.rule == Sdze.Rule.GAUSS_NEWTON);
    return isGaussNewton && sdze.learningRate == null && sdze.schedule == null
        ? hasMomentum ? SdzeConfig.MOMENTUM_RATE : GAUSS_NEWTON_RATE
        : sdze.getLearningRate(iteration, epoch);
  }

  /** The estimator that these settings stand for. */
  Estimator estimator() {
    if (sdze.credit == Sdze.Credit.LOW_RANK) {
      return new LowRank(
          or(sdze.rank, RANK),
          or(sdze.refreshInterval, REFRESH_INTERVAL),
          or(sdze.probes, 1),
          or(sdze.smoothing, LOW_RANK_SMOOTHING));
    }
    return new NoiseCredit(
        or(sdze.probes, 1),
        or(sdze.smoothing, NOISE_SMOOTHING),
        sdze.feedback == null || sdze.feedback);
  }

  /** The step rule that these settings stand for. */
  FirstOrderRule stepRule() {
    return switch (chosenRule()) {
      case FACTORED -> new FactoredMoments();
      case ADAM -> new Adam();
      case SGD -> new Sgd(sdze.momentum == null ? 0 : sdze.momentum);
      case GAUSS_NEWTON -> throw new IllegalStateException("Gauss-Newton is no rule on a gradient");
    };
  }

  /** What bounds training on objectives: there is a guard unless it is turned off. */
  Limits objectiveLimits() {
    return new Limits(Boolean.FALSE.equals(sdze.guard) ? null : guard(), memory());
  }

  /** What bounds the training of layers: there is a guard if it is asked for. */
  Limits layerwiseLimits() {
    boolean isOn =
        Boolean.TRUE.equals(sdze.guard) || sdze.guardFactor != null || sdze.guardRetries != null;
    return new Limits(isOn ? guard() : null, memory());
  }

  private StepMemory memory() {
    return sdze.memoryLimit == null
        ? StepMemory.UNLIMITED
        : StepMemory.ofMebibytes(sdze.memoryLimit);
  }

  private Guard guard() {
    return new Guard(
        or(sdze.guardFactor, Guard.DEFAULT.factor()),
        or(sdze.guardRetries, Guard.DEFAULT.retries()));
  }

  /** The estimator for a graph of which no layers are known: the subspace, whatever is set. */
  LowRank graphEstimator() {
    return new LowRank(
        or(sdze.rank, RANK),
        or(sdze.refreshInterval, REFRESH_INTERVAL),
        or(sdze.probes, GRAPH_PROBES),
        sdze.credit == Sdze.Credit.LOW_RANK
            ? or(sdze.smoothing, LOW_RANK_SMOOTHING)
            : LOW_RANK_SMOOTHING);
  }

  /** The step rule for such a graph. */
  FirstOrderRule graphRule() {
    return sdze.rule == null ? new Adam() : stepRule();
  }

  private Sdze.Rule chosenRule() {
    if (sdze.rule != null) {
      return sdze.rule;
    }
    return sdze.credit == Sdze.Credit.LOW_RANK ? Sdze.Rule.ADAM : Sdze.Rule.FACTORED;
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }

  private static double or(@Nullable Double value, double otherwise) {
    return value == null ? otherwise : value;
  }

  /** The learning rate where none is set. */
  double usualRate() {
    return switch (chosenRule()) {
      case FACTORED -> FACTORED_RATE;
      case ADAM -> ADAM_RATE;
      case SGD -> SGD_RATE;
      case GAUSS_NEWTON -> GAUSS_NEWTON_RATE;
    };
  }
}
