package org.sdze.benchmarks.plan;

import static org.sdze.examples.cli.plan.OptionText.nameOf;

import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MethodOptions;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.plan.NetworkPlan;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.step.Schedule;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.solve.Defaults;
import picocli.CommandLine.Option;

/** The options of a rival. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class RivalOptions implements MethodPlan.Choice {

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "backprop-adam, backprop-gauss-newton, mezo or eggroll.")
  private @Nullable String optimizer;

  @Option(
      names = "--population",
      paramLabel = "N",
      description = "Members of the population of eggroll, even (default: 32).")
  private @Nullable String population;

  @Option(
      names = "--smoothing",
      paramLabel = "X",
      description = "Size of a move of mezo or eggroll (default: 1e-3).")
  private @Nullable String smoothing;

  @Option(
      names = "--damping",
      paramLabel = "X",
      description = "Damping of backprop-gauss-newton (default: 1e-4, with random directions 1).")
  private @Nullable String damping;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description =
          "Momentum of backprop-gauss-newton, in [0, 1) (default: up to 64 dimensions 0.9, else 0).")
  private @Nullable String momentum;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Learning rate (default: backprop-adam and eggroll 3e-3; mezo 1 / (50 D^2 H); "
              + "backprop-gauss-newton 1.4, with momentum 0.5).")
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
    OptionText name = new OptionText("--optimizer", optimizer);
    if (!name.isGiven()) {
      throw new UserMistake(
          "an optimizer is missing: give --optimizer backprop-adam, backprop-gauss-newton, mezo or"
              + " eggroll");
    }
    RivalKind kind = name.oneOf(RivalKind.class, RivalKind.BACKPROP_ADAM);
    OptionText dampingText = new OptionText("--damping", damping);
    OptionText momentumText = new OptionText("--momentum", momentum);
    OptionText smoothingText = new OptionText("--smoothing", smoothing);
    OptionText populationText = new OptionText("--population", population);
    boolean isGaussNewton = kind == RivalKind.BACKPROP_GAUSS_NEWTON;
    if (isGaussNewton) {
      MethodOptions.checkSolvable(loss, "the optimizer backprop-gauss-newton");
    } else {
      String other = "this belongs to Gauss-Newton, but the optimizer is " + nameOf(kind);
      dampingText.refuse(other);
      momentumText.refuse(other);
    }
    if (kind != RivalKind.EGGROLL) {
      populationText.refuse(
          "this belongs to the optimizer eggroll, but the optimizer is " + nameOf(kind));
    }
    if (kind == RivalKind.BACKPROP_ADAM || isGaussNewton) {
      smoothingText.refuse("the optimizer " + nameOf(kind) + " makes no differences");
    }
    int members = populationText.whole(2, 32);
    if (members % 2 != 0) {
      throw populationText.mistake("an even number of at least 2");
    }
    double inertia =
        momentumText.fraction(
            isGaussNewton ? Defaults.momentum(network.dimension(), loss.directions()) : 0);
    return new RivalMethod(
        kind,
        new OptionText("--learning-rate", learningRate).positive(rate(kind, inertia, network)),
        new OptionText("--schedule", schedule).oneOf(Schedule.class, Defaults.SCHEDULE),
        dampingText.positive(Defaults.damping(loss.directions())),
        inertia,
        smoothingText.positive(1e-3),
        members);
  }

  private static double rate(RivalKind rival, double momentum, NetworkPlan network) {
    return switch (rival) {
      case BACKPROP_ADAM, EGGROLL -> 3e-3;
      case BACKPROP_GAUSS_NEWTON -> Defaults.gaussNewtonRate(momentum);
      case MEZO -> Defaults.sgdRate(network.dimension(), network.shape().width()) / 50;
    };
  }
}
