package org.sdze.pinn.solve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.setting.Choices;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.setting.SdzeSettings;
import org.sdze.optimizer.setting.Setting;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.pinn.direction.DirectionKind;
import org.sdze.pinn.problem.ProblemKind;
import org.sdze.pinn.problem.ProblemShape;
import org.sdze.testing.Generated;

class SolveSettingsTest {

  @Test
  void theTableOfThePageIsThatOfTheCatalogue() throws IOException {
    Generated.assertSection(
        Path.of("..", "docs", "search.md"), "SolveSettings", SolveSettings.CATALOGUE.table());
  }

  /** What a configuration is written as makes it again. */
  @Test
  void settingsOfAConfigurationAreTheChoicesItCameFrom() {
    for (Choices choices :
        new Choices[] {
          SolveSettings.choices(10),
          SolveSettings.choices(100).with(SolveSettings.DEPTH, 3),
          SolveSettings.choices(50)
              .with(SolveSettings.DIRECTIONS, DirectionKind.GAUSSIAN)
              .with(SolveSettings.PRECISION, Precision.DOUBLE)
              .with(SolveSettings.UNITS, 7),
          SolveSettings.choices(50)
              .with(SolveSettings.CREDIT, Credit.LOW_RANK)
              .with(SolveSettings.RULE, Rule.SGD)
              .with(SolveSettings.MOMENTUM, 0.3)
        }) {
      SolveConfig config = SolveSettings.config(choices);
      Choices again = SolveSettings.choices(choices.get(SdzeSettings.DIMENSION));
      for (Setting<?> setting : Settings.of(config).keySet()) {
        again = copy(setting, choices, again);
      }
      again.require();
      assertEquals(config, SolveSettings.config(again));
      assertEquals(choices.effective().keySet().size(), Settings.of(config).size());
      choices
          .effective()
          .forEach((setting, value) -> assertEquals(value, Settings.of(config).get(setting)));
    }
  }

  private static <T> Choices copy(Setting<T> setting, Choices from, Choices to) {
    return to.with(setting, from.get(setting));
  }

  @ParameterizedTest
  @CsvSource({
    "10, LINEAR, 0.9, 0.5",
    "100, LINEAR, 0, 1.4",
    "100, CONSTANT, 0, 1",
    "100, COSINE, 0, 1.4"
  })
  void theRateFollowsMomentumAndSchedule(
      int dimension, Schedule schedule, double momentum, double rate) {
    Choices choices = SolveSettings.choices(dimension).with(SolveSettings.SCHEDULE, schedule);
    assertEquals(momentum, choices.get(SolveSettings.MOMENTUM));
    assertEquals(rate, choices.get(SolveSettings.LEARNING_RATE));
  }

  @Test
  void frontsAndShortWavesAreSolvedByDeepNarrowNetworksInDouble() {
    SolveConfig config =
        SolveSettings.config(SolveSettings.choices(new ProblemShape(2, 2, 1, ProblemKind.FINE)));
    assertEquals(new NetworkConfig(40, 3, Activation.TANH, 3, Precision.DOUBLE), config.network());
    assertEquals(1_000, config.loss().batch());
    assertEquals(new GaussNewton(1e-7, 0.9), config.training().stepRule());
    assertEquals(0.5, config.training().learningRate());
  }

  @Test
  void aSystemOfFineStructureHasADampingThatFollowsTheLossUnlessMomentumIsAskedFor() {
    Choices choices = SolveSettings.choices(new ProblemShape(2, 2, 3, ProblemKind.FINE));
    SolveConfig config = SolveSettings.config(choices);
    assertEquals(300, config.loss().batch());
    assertEquals(new GaussNewton(1e-3, 0, 3), config.training().stepRule());
    assertEquals(1, config.training().learningRate());
    Choices withMomentum = choices.with(SolveSettings.MOMENTUM, 0.9);
    assertEquals(
        new GaussNewton(1e-5, 0.9), SolveSettings.config(withMomentum).training().stepRule());
    assertEquals(
        "--kept-steps 2 must go with no momentum, was 0.9",
        refusal(withMomentum.with(SolveSettings.KEPT_STEPS, 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "2, STATIONARY, 100, 400, 0, 1e-8",
    "4, EVOLUTION, 300, 600, 0, 1e-10",
    "8, STATIONARY, 320, 900, 0, 1e-10",
    "10, EVOLUTION, 512, 1200, 0.9, 1e-8",
    "10, STATIONARY, 400, 1200, 0, 1e-10",
    "100, COLLAPSED, 512, 400, 0, 1e-4",
    "300, COLLAPSED, 512, 900, 0, 1e-4",
    "1000, COLLAPSED, 512, 400, 0, 1e-4",
    "100, FACED, 256, 800, 0.9, 1e-3",
    "400, FACED, 800, 800, 0.9, 1e-3"
  })
  void widthPointsMomentumAndDampingFollowTheKindOfProblem(
      int dimension, ProblemKind kind, int width, int batch, double momentum, double damping) {
    SolveConfig config =
        SolveSettings.config(
            SolveSettings.choices(new ProblemShape(dimension, dimension, 1, kind)));
    assertEquals(width, config.network().width());
    assertEquals(batch, config.loss().batch());
    assertEquals(new GaussNewton(damping, momentum), config.training().stepRule());
  }

  @Test
  void anInputScaleThatWouldChangeNothingIsRefused() {
    Choices lines =
        SolveSettings.choices(new ProblemShape(2, 2, 1, ProblemKind.STATIONARY))
            .with(SolveSettings.INPUT_SCALE, 2.0);
    assertEquals(
        "--input-scale must go with two or more hidden layers or a problem of one equation in u, Δu"
            + " and ‖∇u‖², was one hidden layer and exact lines",
        refusal(lines));
    Choices deep = lines.with(SolveSettings.DEPTH, 2);
    assertEquals(2, SolveSettings.config(deep).network().inputScale());
  }

  /** Lines for all pairs of 50 axes, four coefficients each: 12 GiB with the usual numbers. */
  @Test
  void aStepsLinesHaveRoomInMemory() {
    Choices choices = SolveSettings.choices(new ProblemShape(50, 50, 1, ProblemKind.STATIONARY, 4));
    long numbers =
        4L * 50 * 50 * choices.get(SolveSettings.BATCH) * choices.get(SolveSettings.WIDTH);
    assertTrue(numbers <= 1L << 27, numbers + " numbers");
    assertEquals(100, choices.get(SolveSettings.BATCH));
    assertEquals(128, choices.get(SolveSettings.WIDTH));
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedWithTheSettingsName() {
    Choices odd =
        SolveSettings.choices(10)
            .with(SolveSettings.DIRECTIONS, DirectionKind.GAUSSIAN)
            .with(SolveSettings.DIRECTION_COUNT, 3);
    assertEquals(
        "--residual must go with an even number of directions that are not exact, was 3",
        refusal(odd.with(SolveSettings.RESIDUAL, org.sdze.pinn.loss.ResidualForm.UNBIASED)));
    assertEquals(
        "--units 9 must go with layers that are as wide, was 8",
        refusal(
            SolveSettings.choices(3).with(SolveSettings.WIDTH, 8).with(SolveSettings.UNITS, 9)));
    assertTrue(
        refusal(SolveSettings.choices(3).with(SolveSettings.BATCH, 20_000))
            .startsWith("--batch 20000 must go with"));
  }

  private static String refusal(Choices choices) {
    return assertThrows(IllegalArgumentException.class, () -> choices.require(Setting::option))
        .getMessage();
  }
}
