package org.sdze.examples.cli.plan;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.setting.Catalogue;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Condition;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.pinn.problem.ProblemFactory;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.pinn.solve.SolveSettings;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/** The options of a solve: dimension, and the {@link SolveSettings}. */
public final class SettingOptions {

  private static final int USUAL_DIMENSION = 100;

  private final Map<Setting<?>, String> given = new LinkedHashMap<>();
  private final boolean isResumed;

  /**
   * Nothing given.
   *
   * @param isResumed whether options come from the file of a run: older ones hold settings of
   *     directions where there are none
   */
  public SettingOptions(boolean isResumed) {
    this.isResumed = isResumed;
  }

  /** Gives a command the options of the problem's and the network's size, and of the loss. */
  public void addNetworkAndLoss(CommandSpec command, int order) {
    ArgGroupSpec.Builder network = group("Network", order);
    network.addArg(option(SdzeSettings.DIMENSION, String.valueOf(USUAL_DIMENSION)));
    add(network, SolveSettings.NETWORK);
    command.addArgGroup(network.build());
    command.addArgGroup(add(group("Loss", order + 1), SolveSettings.LOSS).build());
  }

  /** Gives a command the options of the training. */
  public void addTraining(CommandSpec command, int order) {
    command.addArgGroup(add(group("Method", order), SolveSettings.TRAINING).build());
  }

  private static ArgGroupSpec.Builder group(String name, int order) {
    return ArgGroupSpec.builder().validate(false).heading("%n" + name + ":%n").order(order);
  }

  private ArgGroupSpec.Builder add(ArgGroupSpec.Builder group, Catalogue part) {
    part.settings().forEach(setting -> group.addArg(option(setting, setting.usually())));
    return group;
  }

  private OptionSpec option(Setting<?> setting, String usually) {
    return OptionSpec.builder(setting.option())
        .paramLabel(setting.range().label())
        .type(String.class)
        .description(description(setting, usually).replace("%", "%%"))
        .setter(
            new ISetter() {
              @Override
              public <T> @Nullable T set(@Nullable T text) {
                if (text == null) { // before anything is read
                  given.remove(setting);
                } else {
                  given.put(setting, text.toString());
                }
                return null;
              }
            })
        .build();
  }

  /** What an option's help says. */
  private static String description(Setting<?> setting, String usually) {
    String meaning = setting.meaning();
    Condition condition = setting.condition();
    return meaning.substring(0, 1).toUpperCase(Locale.ROOT)
        + meaning.substring(1)
        + (condition.words().isEmpty() ? "" : ", with " + condition.words())
        + ": "
        + setting.range().allowed()
        + " (default: "
        + usually
        + ").";
  }

  /** The problem's shape in the dimension that was given. */
  ProblemShape shape(ProblemFactory problem) {
    OptionText dimension =
        new OptionText(SdzeSettings.DIMENSION.option(), given.get(SdzeSettings.DIMENSION));
    int d = dimension.whole(1, Math.min(USUAL_DIMENSION, problem.greatestDimension()));
    return UserMistake.unlessAccepted(() -> ProblemShape.of(problem, d));
  }

  /** What was given for a problem, each value in its range. */
  Choices choices(ProblemShape problem) {
    Choices choices = SolveSettings.choices(problem);
    for (Map.Entry<Setting<?>, String> each : given.entrySet()) {
      Setting<?> setting = each.getKey();
      boolean isLeftOut =
          isResumed && problem.kind().isByLines() && SolveSettings.ofDirections().contains(setting);
      if (!setting.equals(SdzeSettings.DIMENSION) && !isLeftOut) {
        choices = with(choices, each.getKey(), each.getValue());
      }
    }
    return choices;
  }

  private static <T> Choices with(Choices choices, Setting<T> setting, String text) {
    OptionText given = new OptionText(setting.option(), text);
    return choices.with(setting, given.in(setting.range(), choices.get(setting)));
  }
}
