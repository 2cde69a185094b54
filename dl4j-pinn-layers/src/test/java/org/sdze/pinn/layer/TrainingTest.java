package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.DenseNetworks;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.Budget;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.Trainer;
import org.sdze.optimizer.train.TrainingLoop;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.loss.LossConfig;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.loss.ResidualLoss;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.testing.UntouchedGlobals;

/** Training on reference problems in ten dimensions, steps cut down. */
@Tag("slow")
class TrainingTest {

  private static final int DIMENSION = 10;
  private static final int BATCH = 64;
  private static final int MEASURED = 5;

  /** A network of width 32 and its loss. */
  private record Setup(DenseNetwork network, ResidualLoss loss, RandomKey key) {

    static Setup of(String name, int depth, DirectionLaw law, RandomKey key) {
      double scale = 3;
      DenseNetwork network =
          UntouchedGlobals.puttingBack(
              () ->
                  DenseNetworks.of(
                      TrialNetworks.create(
                          DIMENSION, 32, depth, new ActivationTanH(), DataType.FLOAT, scale, key),
                      scale));
      Problem problem = Problems.library().create(name, DIMENSION, key.purpose(Purpose.PROBLEM));
      ResidualLoss loss =
          new LossConfig(BATCH, law, ResidualForm.UNBIASED).collapsed(problem, network);
      return new Setup(network, loss, key);
    }

    /** The mean loss on points that no step has seen. */
    double measured() {
      double sum = 0;
      for (int i = 0; i < MEASURED; i++) {
        sum += TestNetworks.mean(loss.at(key.step(1_000_000 + i)).losses(network));
      }
      return sum / MEASURED;
    }

    void train(SdzeConfig config, long steps) {
      TrainingLoop.run(
          new Trainer(config, key),
          network,
          loss::at,
          key,
          new Budget.Steps(steps),
          (report, status) -> true);
    }
  }

  /**
   * Every bound holds for each of so many seeds: another kernel of OpenBLAS moves a factor by 4 %.
   */
  private static void assertLowers(
      int seeds, Function<RandomKey, Setup> setups, SdzeConfig config, long steps, double by) {
    for (int seed = 0; seed < seeds; seed++) {
      Setup setup = setups.apply(RandomKey.root(seed));
      double first = setup.measured();
      setup.train(config, steps);
      double last = setup.measured();
      assertTrue(last < first / by, "seed %d: from %s to %s".formatted(seed, first, last));
    }
  }

  /** By a factor of 199 to 1900, and of 92 to 224 where the solution is a sum of ridges. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theDefaultLowersTheLossManyfoldInSixtySteps(int depth) {
    SdzeConfig config = SdzeConfig.gaussNewton();
    Map<String, Integer> bounds = Map.of("sine-gordon-two-body", 100, "sine-gordon-ridge", 40);
    bounds.forEach(
        (name, by) ->
            assertLowers(
                2, key -> Setup.of(name, depth, SpanDirections.all(), key), config, 60, by));
  }

  /** A way to train, and the factor by which the loss must fall: the least seen is 1.3 times it. */
  record Case(
      Estimator estimator, StepRule rule, DirectionLaw law, double rate, int steps, double by) {}

  static Stream<Case> cases() {
    UnitCredit all = new UnitCredit(UnitCredit.ALL, 1e-2, false);
    UnitCredit block = new UnitCredit(8, 1e-2, false);
    LowRank lowRank = new LowRank(8, 50, 1, 1e-3);
    DirectionLaw span = SpanDirections.all();
    DirectionLaw few = new SpanDirections(8);
    DirectionLaw random = new RandomDirections(RandomDirections.Kind.RADEMACHER, 2);
    return Stream.of(
        new Case(all, new GaussNewton(1e-3, 0.9), span, 0.5, 150, 100),
        new Case(block, new GaussNewton(1e-3, 0), span, 0.5, 60, 50),
        new Case(all, new GaussNewton(1e-1, 0), few, 0.5, 60, 30),
        new Case(all, new GaussNewton(1, 0), random, 0.5, 60, 10),
        new Case(all, new Sgd(0), span, 1e-5, 60, 2),
        new Case(all, new Sgd(0.9), span, 1e-4, 60, 5),
        new Case(all, new Adam(), span, 1e-2, 60, 10),
        new Case(block, new Adam(), random, 1e-2, 60, 5),
        new Case(all, new FactoredMoments(), span, 1e-2, 60, 10),
        new Case(lowRank, new Sgd(0), span, 1e-6, 200, 1.2),
        new Case(lowRank, new Sgd(0.9), span, 1e-7, 200, 1.2),
        new Case(lowRank, new Adam(), random, 1e-2, 200, 3),
        new Case(lowRank, new FactoredMoments(), span, 1e-2, 200, 3));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyEstimatorAndRuleLowersTheLoss(Case of) {
    assertLowers(
        1,
        key -> Setup.of("sine-gordon-two-body", 2, of.law(), key),
        new SdzeConfig(of.estimator(), of.rule(), of.rate(), Schedule.LINEAR),
        of.steps(),
        of.by());
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherDoesNot() {
    List<SdzeConfig> configs = new ArrayList<>(List.of(SdzeConfig.gaussNewton()));
    configs.add(SdzeConfig.lowRank());
    configs.add(new SdzeConfig(new UnitCredit(5, 1e-2, false), new Adam(), 1e-3, Schedule.COSINE));
    for (SdzeConfig config : configs) {
      for (DirectionLaw law :
          List.of(
              SpanDirections.all(),
              new SpanDirections(6),
              new RandomDirections(RandomDirections.Kind.RADEMACHER, 2))) {
        long[] bits = fiveSteps(config, law, 0);
        assertArrayEquals(bits, fiveSteps(config, law, 0));
        assertFalse(Arrays.equals(bits, fiveSteps(config, law, 1)));
      }
    }
  }

  private static long[] fiveSteps(SdzeConfig config, DirectionLaw law, long seed) {
    Setup setup = Setup.of("allen-cahn-two-body", 2, law, RandomKey.root(seed));
    setup.train(config, 5);
    return TestNetworks.bits(setup.network());
  }
}
