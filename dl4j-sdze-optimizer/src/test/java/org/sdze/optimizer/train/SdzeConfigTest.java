package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;

class SdzeConfigTest {

  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static Stream<Arguments> refusals() {
    UnitCredit units = new UnitCredit(1, 1, true);
    return Stream.of(
        refusal("units must be at least 1, was 0", () -> new UnitCredit(0, 1, true)),
        refusal("smoothing must be positive, was 0.0", () -> new UnitCredit(1, 0, true)),
        refusal("smoothing must be positive, was NaN", () -> new UnitCredit(1, NAN, true)),
        refusal(
            "smoothing must be positive and finite, was Infinity",
            () -> new UnitCredit(1, INFINITY, true)),
        refusal("rank must be at least 1, was 0", () -> new LowRank(0, 1, 1, 1)),
        refusal("refresh interval must be at least 1, was 0", () -> new LowRank(1, 0, 1, 1)),
        refusal("probes must be at least 1, was -1", () -> new LowRank(1, 1, -1, 1)),
        refusal("smoothing must be positive, was -1.0", () -> new LowRank(1, 1, 1, -1)),
        refusal(
            "smoothing must be positive and finite, was Infinity",
            () -> new LowRank(1, 1, 1, INFINITY)),
        refusal("damping must be positive, was 0.0", () -> new GaussNewton(0, 0)),
        refusal("damping must be positive, was NaN", () -> new GaussNewton(NAN, 0)),
        refusal("momentum must be in [0, 1), was 1.0", () -> new GaussNewton(1, 1)),
        refusal("momentum must be in [0, 1), was NaN", () -> new GaussNewton(1, NAN)),
        refusal("momentum must be in [0, 1), was -0.1", () -> new Sgd(-0.1)),
        refusal("beta1 must be in [0, 1), was 1.0", () -> new Adam(1, 0.5, 1)),
        refusal("beta2 must be in [0, 1), was NaN", () -> new Adam(0.5, NAN, 1)),
        refusal("epsilon must be positive, was 0.0", () -> new Adam(0.5, 0.5, 0)),
        refusal("decay must be in [0, 1), was 1.0", () -> new FactoredMoments(1, 1)),
        refusal("epsilon must be positive, was NaN", () -> new FactoredMoments(0, NAN)),
        refusal(
            "learning rate must be positive, was 0.0",
            () -> new SdzeConfig(units, new Sgd(0), 0, Schedule.LINEAR)),
        refusal(
            "learning rate must be positive and finite, was Infinity",
            () -> new SdzeConfig(units, new Sgd(0), INFINITY, Schedule.LINEAR)),
        refusal(
            "the Gauss-Newton step rule needs the estimator units, was low-rank; use adam, sgd or"
                + " factored",
            () ->
                new SdzeConfig(new LowRank(1, 1, 1, 1), new GaussNewton(1, 0), 1, Schedule.LINEAR)),
        refusal("steps must be at least 1, was 0", () -> new Budget.Steps(0)),
        refusal("time must be positive, was 0.0", () -> new Budget.Seconds(0)),
        refusal("time must be positive, was NaN", () -> new Budget.Seconds(NAN)),
        refusal("step must not be negative, was -1", () -> new StepKey(RandomKey.root(0), -1, 0)),
        refusal(
            "progress must be in [0, 1], was NaN", () -> new StepKey(RandomKey.root(0), 0, NAN)),
        refusal("progress must be in [0, 1], was 2.0", () -> new StepKey(RandomKey.root(0), 0, 2)));
  }

  private static Arguments refusal(String sentence, Executable construction) {
    return arguments(sentence, construction);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusals")
  void badValuesAreRefusedInOneSentence(String sentence, Executable construction) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }

  @Test
  void theDefaultIsTheOneOfTheMethod() {
    assertEquals(
        new SdzeConfig(
            new UnitCredit(UnitCredit.ALL, 1e-2, false),
            new GaussNewton(1e-4, 0),
            1.4,
            Schedule.LINEAR),
        SdzeConfig.gaussNewton());
  }
}
