package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.SdzeMethod;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.optimizer.train.Budget;
import org.sdze.pinn.solve.Defaults;

/** Which defaults a command gets. */
class PlanTest {

  @Test
  void defaultsAreThoseOfTheLibrary() {
    RunPlan plan = plan();
    assertEquals(new SdzeMethod(Defaults.of(100).training()), plan.method());
    assertEquals(new Budget.Seconds(60), plan.budget());
    assertEquals(100, plan.dimension());
    assertEquals(512, plan.network().width());
    assertEquals(400, plan.loss().batch());
    assertTrue(plan.loss().directions().isExact());
  }

  @ParameterizedTest
  @CsvSource({
    "524288, 1, 512",
    "524289, 1, 256",
    "1000000, 1, 256",
    "10000000, 1, 16",
    "100, 2, 64",
    "10000000, 3, 16"
  })
  void defaultWidthIsHalvedUntilTheFirstLayerFits(int dimension, int depth, int width) {
    RunPlan plan = plan("--dim", "" + dimension, "--depth", "" + depth, "--batch", "1");
    assertEquals(width, plan.network().width());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--depth 2                                        | input-scale     | 3.0",
        "--directions rademacher                          | damping         | 1.0",
        "--directions rademacher                          | direction-count | 2",
        "--directions gaussian                            | residual        | unbiased",
        "--direction-count 16                             | residual        | biased",
        "--direction-count 100                            | direction-count | all",
        "--directions coordinate --direction-count all    | direction-count | 100",
        "--directions gaussian --direction-count 3        | residual        | null",
        "--credit low-rank                                | rule            | adam",
        "--credit low-rank                                | rank            | 8",
        "--credit low-rank --dim 5                        | rank            | 5",
        "--credit low-rank                                | smoothing       | 0.001",
        "--precision double                               | smoothing       | 1.0E-5",
        "--precision double                               | two-sided       | true",
        "--momentum 0.9                                   | learning-rate   | 0.5",
        "--dim 64                                         | momentum        | 0.9",
        "--dim 64                                         | learning-rate   | 0.5",
        "--dim 65                                         | momentum        | 0.0",
        "--dim 65                                         | learning-rate   | 1.4",
        "--rule factored                                  | learning-rate   | 0.01",
        "--schedule constant                              | learning-rate   | 1.0",
        "--two-sided true                                 | two-sided       | true",
        "--seed -3                                        | seed            | -3",
        "--steps 7                                        | steps           | 7",
      })
  void defaultsFollowTheOtherOptions(String options, String name, String value) {
    Map<String, Object> resolved = settings(plan(options.split(" ")));
    assertEquals(value, String.valueOf(resolved.get(name)));
  }

  private static Map<String, Object> settings(RunPlan plan) {
    return plan.begin(plan.draw()).settings();
  }

  private static RunPlan plan(String... options) {
    List<String> arguments = new ArrayList<>(List.of("poisson-ridge"));
    arguments.addAll(List.of(options));
    try (Interruption interruption = new Interruption(sentence -> {})) {
      SolveCommand command = new SolveCommand(interruption);
      command.commandLine().parseArgs(arguments.toArray(String[]::new));
      return command.plan();
    }
  }
}
