package org.sdze.optimizer.setting;

import java.util.List;

/**
 * The settings of the optimizer. Sources of the defaults: docs/method.md §4, docs/decisions on
 * damping and momentum.
 */
public final class SdzeSettings {

  /** The largest dimension for which averaging over the batches of several steps helps. */
  private static final int MOMENTUM_DIMENSIONS = 64;

  /** What is trained: no setting, but what defaults depend on. */
  public static final Setting<Task> TASK =
      Setting.of("task", Range.choice(Task.class), Task.LAYERS, "what is trained");

  /** The numbers of an input: no setting of the optimizer, but what defaults depend on. */
  public static final Setting<Integer> DIMENSION =
      Setting.of("dim", Range.count(), Integer.MAX_VALUE, "dimension of the input");

  public static final Setting<Credit> CREDIT =
      Setting.of(
          "credit",
          Range.choice(Credit.class),
          SdzeSettings::usualCredit,
          "units for regression and equations, low-rank for a SameDiff graph of no known pieces, else"
              + " noise",
          "how forward evaluations become an estimate");

  public static final Setting<Rule> RULE =
      Setting.of(
              "rule",
              Range.choice(Rule.class),
              SdzeSettings::usualRule,
              "gauss-newton with units, factored with noise, adam with low-rank",
              "what is done with an estimate")
          .needing(rule -> rule == Rule.GAUSS_NEWTON ? CREDIT.is(Credit.UNITS) : Condition.NONE);

  public static final Setting<Integer> UNITS =
      Setting.of(
              "units",
              Range.countOrAll(),
              Integer.MAX_VALUE,
              "how many units of each hidden layer are moved in a step")
          .with(CREDIT.is(Credit.UNITS));

  public static final Setting<Boolean> TWO_SIDED =
      Setting.of(
              "twoSided",
              Range.flag(),
              false,
              "whether a unit is moved both ways, at twice the cost, for an error of second order")
          .with(CREDIT.is(Credit.UNITS));

  public static final Setting<Integer> PROBES =
      Setting.of(
              "probes",
              Range.count(),
              SdzeSettings::usualProbes,
              "1, with averaging up to 4, for a SameDiff graph of no known pieces 8",
              "differences that an estimate is made from; its variance falls as 1/probes")
          .with(CREDIT.is(Credit.NOISE, Credit.LOW_RANK));

  public static final Setting<Integer> RANK =
      Setting.of("rank", Range.count(), 8, "rank of the subspace").with(CREDIT.is(Credit.LOW_RANK));

  public static final Setting<Integer> REFRESH_INTERVAL =
      Setting.of("refreshInterval", Range.count(), 50, "steps for which a subspace is kept")
          .with(CREDIT.is(Credit.LOW_RANK));

  public static final Setting<Double> SMOOTHING =
      Setting.of(
          "smoothing",
          Range.positive(),
          choices -> choices.get(CREDIT) == Credit.LOW_RANK ? 1e-3 : 1e-2,
          "0.01, with low-rank 0.001",
          "size of a perturbation: relative to the root mean square of the pre-activations, with"
              + " low-rank that of each weight");

  public static final Setting<Boolean> FEEDBACK =
      Setting.of(
              "feedback", Range.flag(), true, "whether a learned prediction of the credit is used")
          .with(CREDIT.is(Credit.NOISE));

  public static final Setting<Double> DAMPING =
      Setting.of("damping", Range.positive(), 1e-4, "damping of Gauss-Newton's equations")
          .with(RULE.is(Rule.GAUSS_NEWTON));

  public static final Setting<Double> MOMENTUM =
      Setting.of(
              "momentum",
              Range.fraction(),
              choices ->
                  choices.get(RULE) == Rule.GAUSS_NEWTON
                          && choices.get(DIMENSION) <= MOMENTUM_DIMENSIONS
                      ? 0.9
                      : 0.0,
              "gauss-newton up to 64 inputs 0.9, else 0",
              "share of the last step that is kept")
          .with(RULE.is(Rule.GAUSS_NEWTON, Rule.SGD));

  /** No setting of an updater, whose data are its user's: those of a solve have it. */
  public static final Setting<Integer> KEPT_STEPS =
      Setting.of(
              "keptSteps",
              Range.count(),
              1,
              "steps for which points are kept; with more than one the damping follows the loss on"
                  + " them, beginning at --damping")
          .with(RULE.is(Rule.GAUSS_NEWTON));

  /** Where it is no user's choice it also depends on the network, its state and its schedules. */
  public static final Setting<Boolean> AVERAGING =
      Setting.of(
              "averaging",
              Range.flag(),
              SdzeSettings::usualAveraging,
              "true with factored up to 4 million parameters, where neither a learning rate nor a"
                  + " schedule is set; else false",
              "whether what a network holds between steps is an average of the weights that steps"
                  + " move, which needs no falling rate")
          .with(CREDIT.is(Credit.NOISE));

  public static final Setting<Double> LEARNING_RATE =
      Setting.of(
          "learningRate",
          Range.positive(),
          SdzeSettings::usualRate,
          "gauss-newton 1, with momentum 0.5; factored 0.003, with averaging 0.01; adam 0.001, sgd"
              + " 0.1",
          "size of a step; without averaging let it fall towards the end, since estimates are"
              + " noisy");

  public static final Setting<Boolean> GUARD =
      Setting.of(
          "guard",
          Range.flag(),
          SdzeSettings::usualGuard,
          "true for regression and equations, or where one of its numbers is set; else false",
          "whether a step that made the loss of the same samples far larger, or not finite, is"
              + " undone");

  public static final Setting<Double> GUARD_FACTOR =
      Setting.of(
              "guardFactor",
              Range.above(1),
              100.0,
              "how many times as large a step may make the loss of the same samples")
          .with(GUARD.is(true));

  public static final Setting<Integer> GUARD_RETRIES =
      Setting.of(
              "guardRetries",
              Range.whole(0, Integer.MAX_VALUE),
              5,
              "steps undone in a row before training is given up")
          .with(GUARD.is(true));

  public static final Setting<Integer> MEMORY_LIMIT =
      Setting.of(
          "memoryLimit",
          Range.count(),
          choices -> Integer.MAX_VALUE,
          "none",
          "MiB that training may hold beside the parameters and DL4J's evaluation of one layer");

  /** Those of an updater. */
  public static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              CREDIT,
              UNITS,
              PROBES,
              RANK,
              REFRESH_INTERVAL,
              SMOOTHING,
              FEEDBACK,
              RULE,
              DAMPING,
              MOMENTUM,
              AVERAGING,
              LEARNING_RATE,
              GUARD,
              GUARD_FACTOR,
              GUARD_RETRIES,
              MEMORY_LIMIT));

  private SdzeSettings() {}

  private static Credit usualCredit(Choices choices) {
    return switch (choices.get(TASK)) {
      case RESIDUALS -> Credit.UNITS;
      case GRAPH -> Credit.LOW_RANK;
      case LAYERS ->
          choices.given(RULE) == Rule.GAUSS_NEWTON ? Credit.UNITS : Credit.NOISE; // to be refused
    };
  }

  private static int usualProbes(Choices choices) {
    return choices.get(TASK) == Task.GRAPH ? 8 : choices.get(AVERAGING) ? 4 : 1;
  }

  private static Rule usualRule(Choices choices) {
    return switch (choices.get(CREDIT)) {
      case UNITS -> Rule.GAUSS_NEWTON;
      case NOISE -> Rule.FACTORED;
      case LOW_RANK -> Rule.ADAM;
    };
  }

  private static double usualRate(Choices choices) {
    return switch (choices.get(RULE)) {
      case GAUSS_NEWTON -> choices.get(MOMENTUM) > 0 ? 0.5 : 1;
      case FACTORED -> choices.get(AVERAGING) ? 1e-2 : 3e-3;
      case ADAM -> 1e-3;
      case SGD -> 0.1;
    };
  }

  private static boolean usualAveraging(Choices choices) {
    return choices.get(CREDIT) == Credit.NOISE
        && choices.get(RULE) == Rule.FACTORED
        && choices.given(LEARNING_RATE) == null;
  }

  private static boolean usualGuard(Choices choices) {
    return choices.get(TASK) == Task.RESIDUALS
        || choices.given(GUARD_FACTOR) != null
        || choices.given(GUARD_RETRIES) != null;
  }
}
