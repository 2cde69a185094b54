package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.StepRule;

/** Which steps an trainer undoes, and what it then forgets. */
@Tag("slow")
class TrainerGuardTest {

  private static final String CONFIGURATIONS =
      "org.sdze.optimizer.train.TrainerTest#configurations";
  private static final RandomKey KEY = RandomKey.root(2);
  private static final double ABSURD = 1e9;
  private static final int QUIET = 30;
  private static final int SLOWLY = 200; // where momentum bounds the steps

  /** An trainer that trains one network, step by step. */
  private static final class Training {
    private final SdzeConfig config;
    private final DenseNetwork network = TrainerTest.network(DataType.DOUBLE);
    private final LinearResiduals samples = new LinearResiduals(network, 8, KEY.index(1));
    private final Trainer trainer;
    private int steps;

    Training(SdzeConfig config) {
      this.config = config;
      this.trainer = new Trainer(config, KEY);
    }

    static Training quiet(SdzeConfig config) {
      Training training = new Training(config);
      for (int k = 0; k < quietAfter(config); k++) {
        assertTrue(training.step().accepted());
      }
      return training;
    }

    StepReport step() {
      return step(samples);
    }

    StepReport step(Objective objective) {
      return step(objective, config.learningRate());
    }

    StepReport step(Objective objective, double rate) {
      return trainer.step(network, objective, StepKey.of(KEY, steps++, 0), rate);
    }

    /** A step that throws everything away; returns the parameters from before it. */
    long[] explode() {
      long[] before = bits();
      assertTrue(step(samples, ABSURD).accepted());
      return before;
    }

    long[] bits() {
      return TestNetworks.bits(network);
    }

    double loss() {
      return Arrays.stream(samples.losses(network)).average().orElseThrow();
    }
  }

  /** A damping that follows the loss takes such a step back before the guard sees it. */
  static Stream<SdzeConfig> thatCanExplode() {
    return TrainerTest.configurations()
        .filter(
            config -> !(config.stepRule() instanceof GaussNewton newton && newton.isFollowing()));
  }

  private static SdzeConfig units(StepRule rule, double rate) {
    return new SdzeConfig(
        new UnitCredit(UnitCredit.ALL, 1e-2, false), rule, rate, Schedule.CONSTANT);
  }

  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void aStepThatMakesItsSamplesFarWorseIsUndone(SdzeConfig config) {
    for (double rate : new double[] {ABSURD, 1e200}) {
      Training training = Training.quiet(config);
      double loss = training.loss();
      long[] good = training.bits();
      assertTrue(training.step(training.samples, rate).accepted());
      assertTrue(!(training.loss() < 100 * loss), "no explosion: " + training.loss());
      assertFalse(training.step().accepted());
      assertArrayEquals(good, training.bits());
      assertTrue(training.step().accepted());
    }
  }

  /** The samples' loss is a million times as large, whatever the last step did. */
  @ParameterizedTest
  @MethodSource(CONFIGURATIONS)
  void samplesWithAnotherLossAreNoDivergence(SdzeConfig config) {
    Training training = Training.quiet(config);
    for (double factor : new double[] {1e3, 1e-3, 1e6, 1, 0, 1, 1e9}) {
      for (int k = 0; k < 3; k++) {
        assertTrue(training.step(training.samples.times(factor), 1e-40).accepted());
      }
    }
  }

  /** The same, and the steps are those of an trainer that never had to look back. */
  @ParameterizedTest
  @MethodSource(CONFIGURATIONS)
  void lookingBackLeavesNoTrace(SdzeConfig config) {
    List<long[]> ends = new ArrayList<>();
    for (Limits limits : List.of(Limits.GUARDED, Limits.NONE)) {
      DenseNetwork network = TrainerTest.network(DataType.FLOAT);
      LinearResiduals samples = new LinearResiduals(network, 8, KEY.index(1));
      Trainer trainer = new Trainer(config, limits, KEY);
      for (int k = 0; k < 8; k++) {
        double factor = k < 4 ? 1 : 20;
        trainer.step(network, samples.times(factor), StepKey.of(KEY, k, 0), 1e-6);
      }
      ends.add(TestNetworks.bits(network));
    }
    assertArrayEquals(ends.get(0), ends.get(1));
  }

  /** As a batch that is masked as a whole has, before all others and among them. */
  @ParameterizedTest
  @MethodSource(CONFIGURATIONS)
  void aLossOfZeroIsNoRange(SdzeConfig config) {
    Training training = new Training(config);
    for (int k = 0; k < 60; k++) {
      boolean isMasked = k < 2 || k % 7 == 0 || (k > 20 && k < 50);
      assertTrue(training.step(isMasked ? training.samples.times(0) : training.samples).accepted());
    }
  }

  @Test
  void everyUndoneStepRaisesTheDampingTenfoldAndFiftyGoodOnesForgiveIt() {
    Training training = Training.quiet(units(new GaussNewton(1e-3, 0), 0.1));
    assertEquals(1e-3, training.step().damping());
    training.explode();
    assertEquals(1e-3, training.step().damping());
    assertEquals(1e-2, training.step().damping(), 1e-15);
    training.explode();
    assertFalse(training.step().accepted());
    assertEquals(1e-1, training.step().damping(), 1e-15);
    double damping = Double.NaN;
    for (int k = 0; k < 51; k++) {
      damping = training.step().damping();
    }
    assertEquals(1e-2, damping, 1e-15);
  }

  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void theSixthUndoneStepEndsTheRunWithTheLastGoodParametersBack(SdzeConfig config) {
    Training training = Training.quiet(config);
    for (int k = 0; k < 5; k++) {
      training.explode();
      assertFalse(training.step().accepted());
    }
    double loss = training.loss();
    long[] good = training.explode();
    DivergenceException diverged = assertThrows(DivergenceException.class, training::step);
    assertEquals(training.steps - 1, diverged.step());
    assertEquals(loss, diverged.lastFiniteLoss(), 1e-4 * loss + 1e-6); // differences report a mean
    assertArrayEquals(good, training.bits());
    assertTrue(
        diverged
            .getMessage()
            .matches(
                "training diverged at step \\d+ \\(last good loss .*\\): the guard has undone the last step, which took the loss of the same samples from \\S+ to \\S+, more than 100.0 times, as it had undone 5 before; try .*"),
        diverged.getMessage());
  }

  @ParameterizedTest
  @MethodSource(CONFIGURATIONS)
  void samplesWithoutAFiniteLossAreNotTheFaultOfAStep(SdzeConfig config) {
    for (double factor : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Training fresh = new Training(config);
      LinearResiduals bad = fresh.samples.times(factor);
      DivergenceException first = assertThrows(DivergenceException.class, () -> fresh.step(bad));
      assertTrue(
          first.reason().contains("the guard has no earlier parameters to compare with"),
          first.reason());
      assertTrue(Double.isNaN(first.lastFiniteLoss()));

      Training quiet = Training.quiet(config);
      long[] before = quiet.bits();
      quiet.step();
      DivergenceException later = assertThrows(DivergenceException.class, () -> quiet.step(bad));
      assertTrue(later.reason().endsWith("look at the data"), later.reason());
      assertArrayEquals(before, quiet.bits());
    }
  }

  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void anUndoneStepIsForgottenWithWhatLedToIt(SdzeConfig config) {
    Training training = Training.quiet(config);
    assertEquals(remembers(config), isRemembering(training.trainer.state()));
    training.explode();
    assertFalse(training.step().accepted());
    assertFalse(isRemembering(training.trainer.state()));

    DenseNetwork network = TrainerTest.network(DataType.DOUBLE);
    for (int k = 0; k < network.parameters().size(); k++) {
      network.parameters().get(k).assign(training.network.parameters().get(k));
    }
    Trainer fresh = new Trainer(damped(config), KEY);
    StepKey key = StepKey.of(KEY, training.steps, 0);
    fresh.step(network, new LinearResiduals(network, 8, KEY.index(1)), key);
    training.step();
    assertArrayEquals(TestNetworks.bits(network), training.bits());
  }

  private static int quietAfter(SdzeConfig config) {
    return isBounded(config) ? SLOWLY : QUIET;
  }

  private static boolean isBounded(SdzeConfig config) {
    return config.stepRule() instanceof GaussNewton newton && newton.momentum() > 0;
  }

  private static boolean remembers(SdzeConfig config) {
    return config.stepRule() instanceof FirstOrderRule || isBounded(config);
  }

  private static boolean isRemembering(TrainingState state) {
    return state.parts().keySet().stream()
        .anyMatch(
            name -> name.equals(TrainingState.VELOCITY) || name.startsWith(TrainingState.MOMENTS));
  }

  private static SdzeConfig damped(SdzeConfig config) {
    StepRule rule =
        config.stepRule() instanceof GaussNewton newton
            ? new GaussNewton(newton.damping() * 10, newton.momentum())
            : config.stepRule();
    return new SdzeConfig(config.estimator(), rule, config.learningRate(), config.schedule());
  }

  /** What is derived from parameters goes by the network's version. */
  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void theNetworkIsToldOfEveryChangeThatTheGuardMakes(SdzeConfig config) {
    Training training = new Training(config);
    Map<Long, Integer> seen = new HashMap<>();
    LinearResiduals watched =
        training.samples.before(
            network -> {
              int bits = Arrays.hashCode(TestNetworks.bits(network));
              Integer other = seen.putIfAbsent(network.version(), bits);
              assertTrue(other == null || other == bits, "stale version " + network.version());
            });
    for (int k = 0; k < quietAfter(config); k++) {
      training.step(watched);
    }
    training.step(watched, ABSURD);
    assertFalse(training.step(watched).accepted()); // undone
    training.step(watched);
    training.step(watched.times(1e6), 1e-12); // looked back, and gone on
    training.step(watched);
    training.network.parameters().get(0).muli(1.5); // from outside
    training.step(watched);
    training.network.parameters().get(0).muli(1 + 1e-12);
    training.step(watched);
    training.trainer.amend(training.network, () -> training.network.parameters().get(2).muli(0.9));
    training.step(watched);
    assertTrue(seen.size() > quietAfter(config));
  }

  /** Two runs that differ in all that came before others set the parameters. */
  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void parametersThatAreSetAreTheNewStart(SdzeConfig config) {
    List<long[]> ends = new ArrayList<>();
    for (int history = 0; history < 2; history++) {
      Training training = new Training(config);
      LinearResiduals others = new LinearResiduals(training.network, 8, KEY.index(7));
      for (int k = 0; k < 4; k++) { // other moments, another velocity
        training.step(history == 0 ? training.samples : others);
      }
      training.step(training.samples, history == 0 ? config.learningRate() : ABSURD);
      DenseNetwork other =
          TestNetworks.create(
              DataType.DOUBLE,
              training.network.entrance().activation(),
              RandomKey.root(99),
              6,
              5,
              4);
      for (int k = 0; k < other.parameters().size(); k++) {
        training.network.parameters().get(k).assign(other.parameters().get(k).mul(10));
      }
      long[] set = training.bits();
      for (int k = 0; k < 3; k++) {
        assertTrue(training.step().accepted());
        assertNotEquals(Arrays.hashCode(set), Arrays.hashCode(training.bits()));
      }
      ends.add(training.bits());
    }
    assertArrayEquals(ends.get(0), ends.get(1));
  }

  /** As a constraint changes them, after each step. */
  @ParameterizedTest
  @MethodSource("thatCanExplode")
  void whatIsAmendedIsAPartOfTheStep(SdzeConfig config) {
    Training training = new Training(config);
    Runnable shrink =
        () -> {
          for (INDArray parameter : training.network.parameters()) {
            parameter.muli(0.9);
          }
        };
    for (int k = 0; k < QUIET; k++) {
      assertTrue(training.step().accepted());
      training.trainer.amend(training.network, shrink);
    }
    TrainingState state = training.trainer.state();
    assertEquals(24, state.part(TrainingState.GUARD).numbers().size());
    assertEquals(remembers(config), isRemembering(state));
    if (isBounded(config)) {
      return; // its steps are bounded, and so much is amended that the loss is not small
    }
    long[] good = training.explode();
    training.trainer.amend(training.network, shrink);
    assertFalse(training.step().accepted());
    assertArrayEquals(good, training.bits());
  }

  @Test
  void aSlightChangeFromOutsideForgetsNothing() {
    Training training = Training.quiet(units(new GaussNewton(1e-3, 0.9), 0.5));
    training.step();
    training.network.parameters().get(0).muli(1 + 1e-9);
    training.step();
    assertEquals(24, training.trainer.state().part(TrainingState.GUARD).numbers().size());
  }

  @Test
  void aStateThatKnowsNothingOfTheWatchIsTakenOver() {
    Training training = Training.quiet(units(new GaussNewton(1e-3, 0.9), 0.5));
    TrainingState state = training.trainer.state();
    Map<String, TrainingState.Part> parts = new HashMap<>(state.parts());
    parts.remove(TrainingState.WATCH);
    TrainingState old = new TrainingState(state.steps(), parts);
    List<long[]> ends = new ArrayList<>();
    for (TrainingState each : List.of(state, old)) {
      Training next = new Training(training.config);
      for (int k = 0; k < next.network.parameters().size(); k++) {
        next.network.parameters().get(k).assign(training.network.parameters().get(k));
      }
      next.steps = training.steps;
      next.trainer.resume(next.network, copyOf(each));
      assertTrue(next.step().accepted());
      assertEquals(24, next.trainer.state().part(TrainingState.GUARD).numbers().size());
      ends.add(next.bits());
    }
    training.step();
    assertArrayEquals(training.bits(), ends.get(0));
    assertArrayEquals(training.bits(), ends.get(1));
  }

  static TrainingState copyOf(TrainingState state) {
    Map<String, TrainingState.Part> parts = new HashMap<>();
    state
        .parts()
        .forEach(
            (name, part) ->
                parts.put(
                    name,
                    new TrainingState.Part(
                        part.numbers(),
                        part.arrays().stream().map(array -> array.dup('f')).toList())));
    return new TrainingState(state.steps(), parts);
  }
}
