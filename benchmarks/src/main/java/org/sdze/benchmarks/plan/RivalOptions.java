package org.sdze.benchmarks.plan;

import static org.sdze.examples.cli.plan.OptionText.nameOf;

import org.jspecify.annotations.Nullable;
import org.sdze.examples.cli.plan.MethodPlan;
import org.sdze.examples.cli.plan.OptionText;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.step.Schedule;
import org.sdze.pinn.solve.SolveConfig;
import org.sdze.pinn.solve.SolveSettings;
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
  public Choices narrow(Choices choices) {
    return choices.with(SdzeSettings.RULE, Rule.SGD); // whose batch may be of any size
  }

  @Override
  public MethodPlan resolve(SolveConfig config, Choices choices) {
    OptionText name = new OptionText("--optimizer", optimizer);
    if (!name.isGiven()) {
      throw new UserMistake(
          "an optimizer is missing: give --optimizer backprop-adam, backprop-gauss-newton, mezo or"
              + " eggroll");
    }
    RivalMethod.Kind kind = name.oneOf(RivalMethod.Kind.class, RivalMethod.Kind.BACKPROP_ADAM);
    OptionText dampingText = new OptionText("--damping", damping);
    OptionText momentumText = new OptionText("--momentum", momentum);
    OptionText smoothingText = new OptionText("--smoothing", smoothing);
    OptionText populationText = new OptionText("--population", population);
    boolean isGaussNewton = kind == RivalMethod.Kind.BACKPROP_GAUSS_NEWTON;
    Choices ours = choices.with(SdzeSettings.RULE, isGaussNewton ? Rule.GAUSS_NEWTON : Rule.SGD);
    if (isGaussNewton) {
      RunPlan.libraryAccepts(
          () -> {
            ours.require(Setting::option);
            return ours;
          });
    } else {
      String other = "this belongs to Gauss-Newton, but the optimizer is " + nameOf(kind);
      dampingText.refuse(other);
      momentumText.refuse(other);
    }
    if (kind != RivalMethod.Kind.EGGROLL) {
      populationText.refuse(
          "this belongs to the optimizer eggroll, but the optimizer is " + nameOf(kind));
    }
    if (kind == RivalMethod.Kind.BACKPROP_ADAM || isGaussNewton) {
      smoothingText.refuse("the optimizer " + nameOf(kind) + " makes no differences");
    }
    int members = populationText.whole(2, 32);
    if (members % 2 != 0) {
      throw populationText.mistake("an even number of at least 2");
    }
    double inertia = momentumText.fraction(isGaussNewton ? ours.get(SdzeSettings.MOMENTUM) : 0);
    Schedule falls =
        new OptionText("--schedule", schedule)
            .oneOf(Schedule.class, ours.get(SolveSettings.SCHEDULE));
    double usualRate =
        ours.with(SdzeSettings.MOMENTUM, inertia)
            .with(SolveSettings.SCHEDULE, falls)
            .get(SdzeSettings.LEARNING_RATE);
    return new RivalMethod(
        kind,
        new OptionText("--learning-rate", learningRate).positive(rate(kind, usualRate)),
        falls,
        dampingText.positive(ours.get(SdzeSettings.DAMPING)),
        inertia,
        smoothingText.positive(1e-3),
        members);
  }

  private static double rate(RivalMethod.Kind rival, double ours) {
    return switch (rival) {
      case BACKPROP_ADAM, EGGROLL -> 3e-3;
      case BACKPROP_GAUSS_NEWTON -> ours;
      case MEZO -> ours / 50;
    };
  }
}
