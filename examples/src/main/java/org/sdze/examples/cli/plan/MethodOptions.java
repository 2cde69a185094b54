package org.sdze.examples.cli.plan;

import static org.sdze.examples.cli.plan.OptionText.nameOf;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.solve.Defaults;
import picocli.CommandLine.Option;

/** The options of the training method: estimator, step rule, learning rate. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class MethodOptions implements MethodPlan.Choice {

  // A Gauss–Newton step solves as many equations as it has points, in double.
  private static final int LARGEST_SOLVED_BATCH = 10_000;

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
          "Size of a move (default: with units 1e-2, in double 1e-5 both ways; with low-rank 1e-3).")
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
      description = "Damping of gauss-newton (default: 1e-4, with random directions 1).")
  private @Nullable String damping;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description =
          "Momentum of gauss-newton or sgd, in [0, 1) (default: gauss-newton up to 64 dimensions"
              + " 0.9, else 0).")
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

  @Override
  public MethodPlan resolve(NetworkPlan network, LossConfig loss) {
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
    if (rule == StepRuleKind.GAUSS_NEWTON) {
      checkSolvable(loss, "the step rule gauss-newton");
    }
    Estimator estimate = kind == EstimatorKind.UNITS ? unitCredit(network) : lowRank(network);
    StepRule step = rule(rule, loss, momentum(rule, network, loss));
    return new SdzeMethod(
        new SdzeConfig(
            estimate,
            step,
            new OptionText("--learning-rate", learningRate)
                .positive(
                    Defaults.learningRate(
                        estimate, step, network.dimension(), network.shape().width())),
            new OptionText("--schedule", schedule).oneOf(Schedule.class, Defaults.SCHEDULE)));
  }

  /**
   * Checks that Gauss–Newton can solve the equations of a batch.
   *
   * @param what needs that, in words
   */
  public static void checkSolvable(LossConfig loss, String what) {
    if (loss.batch() > LARGEST_SOLVED_BATCH) {
      throw new UserMistake(
          Text.format(
              "--batch must be at most %d with %s, was %d",
              LARGEST_SOLVED_BATCH, what, loss.batch()));
    }
  }

  private Estimator unitCredit(NetworkPlan network) {
    String reason = "this belongs to the estimator low-rank, but the estimator is units";
    new OptionText("--rank", rank).refuse(reason);
    new OptionText("--refresh", refresh).refuse(reason);
    new OptionText("--probes", probes).refuse(reason);
    int width = network.shape().width();
    UnitCredit usual = Defaults.unitCredit(network.shape().precision());
    int moved = new OptionText("--units", units).wholeOrAll(width, width);
    return new UnitCredit(
        moved == width ? UnitCredit.ALL : moved,
        new OptionText("--smoothing", smoothing).positive(usual.smoothing()),
        usual.twoSided());
  }

  private Estimator lowRank(NetworkPlan network) {
    new OptionText("--units", units)
        .refuse("this belongs to the estimator units, but the estimator is low-rank");
    int side = network.shape().smallestSide(network.dimension());
    LowRank usual = Defaults.lowRank();
    OptionText rankText = new OptionText("--rank", rank);
    long r = rankText.whole(1, Math.min(usual.rank(), side));
    if (r > side) {
      throw rankText.mistake(
          Text.format("at most the smaller side of the smallest weight matrix (%d)", side));
    }
    return new LowRank(
        (int) r,
        new OptionText("--refresh", refresh).whole(1, usual.refreshInterval()),
        new OptionText("--probes", probes).whole(1, usual.probes()),
        new OptionText("--smoothing", smoothing).positive(usual.smoothing()));
  }

  private StepRule rule(StepRuleKind kind, LossConfig loss, double inertia) {
    OptionText dampingText = new OptionText("--damping", damping);
    if (kind != StepRuleKind.GAUSS_NEWTON) {
      dampingText.refuse(
          "this belongs to the step rule gauss-newton, but the step rule is " + nameOf(kind));
    }
    return switch (kind) {
      case GAUSS_NEWTON ->
          new GaussNewton(dampingText.positive(Defaults.damping(loss.directions())), inertia);
      case FACTORED -> new FactoredMoments();
      case ADAM -> new Adam();
      case SGD -> new Sgd(inertia);
    };
  }

  private double momentum(StepRuleKind rule, NetworkPlan network, LossConfig loss) {
    OptionText text = new OptionText("--momentum", momentum);
    double value =
        text.fraction(
            rule == StepRuleKind.GAUSS_NEWTON
                ? Defaults.momentum(network.dimension(), loss.directions())
                : 0);
    if (value > 0 && (rule == StepRuleKind.ADAM || rule == StepRuleKind.FACTORED)) {
      text.refuse(
          "this belongs to the step rules gauss-newton and sgd, but the step rule is "
              + nameOf(rule));
    }
    return value;
  }
}
