package org.sdze.examples.cli.plan;

import static org.sdze.examples.cli.plan.OptionText.nameOf;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.SdzeConfig;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import picocli.CommandLine.Option;

/** The options of the training method: optimizer, estimator, step rule. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class MethodOptions {

  private static final int DEFAULT_RANK = 8;

  // A Gauss–Newton step solves as many equations as it has points, in double.
  private static final int LARGEST_SOLVED_BATCH = 10_000;

  /** The optimizers that a user can choose. */
  enum OptimizerKind {
    SDZE
  }

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "sdze",
      description = "sdze, the only one: forward evaluations, no backpropagation.")
  private @Nullable String optimizer;

  @Option(
      names = "--estimator",
      paramLabel = "NAME",
      defaultValue = "units",
      description =
          "units (unit credit) or low-rank (the paper's subspace) (default: ${DEFAULT-VALUE}).")
  private @Nullable String estimator;

  @Option(
      names = "--units",
      paramLabel = "N|all",
      description = "Units of each layer moved in a step, with units (default: all).")
  private @Nullable String units;

  @Option(
      names = "--rank",
      paramLabel = "R",
      description =
          "Rank of the subspace, with low-rank (default: 8, or the smaller side of a matrix).")
  private @Nullable String rank;

  @Option(
      names = "--refresh",
      paramLabel = "N",
      description = "Steps for which a subspace is kept, with low-rank (default: 50).")
  private @Nullable String refresh;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "Two-sided differences of a step, with low-rank (default: 1).")
  private @Nullable String probes;

  @Option(
      names = "--smoothing",
      paramLabel = "X",
      description =
          "Size of a move (default: with units 1e-2, in double 1e-5 both ways; with low-rank "
              + "1e-3).")
  private @Nullable String smoothing;

  @Option(
      names = "--step-rule",
      paramLabel = "RULE",
      description =
          "gauss-newton, factored, adam or sgd (default: gauss-newton with units, adam with "
              + "low-rank).")
  private @Nullable String stepRule;

  @Option(
      names = "--damping",
      paramLabel = "X",
      description = "Damping of gauss-newton (default: 1e-3, with random directions 1).")
  private @Nullable String damping;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description = "Momentum of gauss-newton or sgd, in [0, 1) (default: 0).")
  private @Nullable String momentum;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Learning rate (default: gauss-newton 1.4, with momentum 0.5; adam and factored 1e-2; "
              + "sgd 1 / (D^2 H), with low-rank a hundredth of that).")
  private @Nullable String learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      defaultValue = "linear",
      description =
          "How the learning rate follows the budget: linear, constant or cosine "
              + "(default: ${DEFAULT-VALUE}).")
  private @Nullable String schedule;

  /** The method that these options ask for. */
  SdzeConfig resolve(NetworkPlan network, LossPlan loss) {
    new OptionText("--optimizer", optimizer).oneOf(OptimizerKind.class, OptimizerKind.SDZE);
    EstimatorKind kind =
        new OptionText("--estimator", estimator).oneOf(EstimatorKind.class, EstimatorKind.UNITS);
    StepRuleKind rule =
        new OptionText("--step-rule", stepRule)
            .oneOf(
                StepRuleKind.class,
                kind == EstimatorKind.UNITS ? StepRuleKind.GAUSS_NEWTON : StepRuleKind.ADAM);
    if (rule == StepRuleKind.GAUSS_NEWTON && kind == EstimatorKind.LOW_RANK) {
      throw new UserMistake(
          "--step-rule gauss-newton needs the estimator units, but the estimator is low-rank:"
              + " choose factored, adam or sgd");
    }
    if (rule == StepRuleKind.GAUSS_NEWTON && loss.batch() > LARGEST_SOLVED_BATCH) {
      throw new UserMistake(
          "--batch must be at most %d with the step rule gauss-newton, was %d"
              .formatted(LARGEST_SOLVED_BATCH, loss.batch()));
    }
    double inertia = momentum(rule);
    return new SdzeConfig(
        kind == EstimatorKind.UNITS ? unitCredit(network) : lowRank(network),
        rule(rule, loss, inertia),
        new OptionText("--learning-rate", learningRate)
            .positive(DefaultLearningRate.of(kind, rule, inertia, network)),
        new OptionText("--schedule", schedule).oneOf(Schedule.class, Schedule.LINEAR));
  }

  private Estimator unitCredit(NetworkPlan network) {
    String reason = "this belongs to the estimator low-rank, but the estimator is units";
    new OptionText("--rank", rank).refuse(reason);
    new OptionText("--refresh", refresh).refuse(reason);
    new OptionText("--probes", probes).refuse(reason);
    int moved = new OptionText("--units", units).wholeOrAll(network.width(), network.width());
    boolean isDouble = network.precision() == Precision.DOUBLE;
    return new UnitCredit(
        moved == network.width() ? UnitCredit.ALL : moved,
        new OptionText("--smoothing", smoothing)
            .positive(isDouble ? 1e-5 : SdzeConfig.DEFAULT_SMOOTHING),
        isDouble);
  }

  private Estimator lowRank(NetworkPlan network) {
    new OptionText("--units", units)
        .refuse("this belongs to the estimator units, but the estimator is low-rank");
    int side = network.smallestSide();
    OptionText rankText = new OptionText("--rank", rank);
    long r = rankText.whole(1, Math.min(DEFAULT_RANK, side));
    if (r > side) {
      throw rankText.mistake(
          "at most the smaller side of the smallest weight matrix (%d)".formatted(side));
    }
    return new LowRank(
        (int) r,
        new OptionText("--refresh", refresh).whole(1, 50),
        new OptionText("--probes", probes).whole(1, 1),
        new OptionText("--smoothing", smoothing).positive(1e-3));
  }

  private StepRule rule(StepRuleKind kind, LossPlan loss, double inertia) {
    OptionText dampingText = new OptionText("--damping", damping);
    if (kind != StepRuleKind.GAUSS_NEWTON) {
      dampingText.refuse(
          "this belongs to the step rule gauss-newton, but the step rule is " + nameOf(kind));
    }
    return switch (kind) {
      case GAUSS_NEWTON ->
          new GaussNewton(
              dampingText.positive(loss.directions().isRandom() ? 1 : SdzeConfig.DEFAULT_DAMPING),
              inertia);
      case FACTORED -> new FactoredMoments();
      case ADAM -> new Adam();
      case SGD -> new Sgd(inertia);
    };
  }

  private double momentum(StepRuleKind rule) {
    OptionText text = new OptionText("--momentum", momentum);
    double value = text.fraction(0);
    if (value > 0 && (rule == StepRuleKind.ADAM || rule == StepRuleKind.FACTORED)) {
      text.refuse(
          "this belongs to the step rules gauss-newton and sgd, but the step rule is "
              + nameOf(rule));
    }
    return value;
  }
}
