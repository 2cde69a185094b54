package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;

/** The trainer on residuals that are linear in the parameters, so that everything is known. */
class TrainerTest {

  private static final RandomKey KEY = RandomKey.root(2);
  private static final UnitCredit UNITS = new UnitCredit(UnitCredit.ALL, 1e-2, false);
  private static final LowRank LOW_RANK = new LowRank(2, 20, 2, 1e-3);

  private static SdzeConfig units(StepRule rule, double rate) {
    return new SdzeConfig(UNITS, rule, rate, Schedule.CONSTANT);
  }

  private static SdzeConfig lowRank(StepRule rule, double rate) {
    return new SdzeConfig(LOW_RANK, rule, rate, Schedule.CONSTANT);
  }

  static Stream<SdzeConfig> configurations() {
    return Stream.of(
        units(new GaussNewton(1e-3, 0), 0.3),
        units(new GaussNewton(1e-3, 0.9), 0.5),
        units(new GaussNewton(1e-3, 0, 10), 0.3),
        units(new Sgd(0), 0.5),
        units(new Sgd(0.9), 0.1),
        units(new Adam(), 0.02),
        units(new FactoredMoments(), 0.02),
        lowRank(new Sgd(0), 0.02),
        lowRank(new Sgd(0.9), 0.002),
        lowRank(new Adam(), 0.02),
        lowRank(new FactoredMoments(), 0.02));
  }

  static DenseNetwork network(DataType type) {
    return TestNetworks.create(type, Activation.TANH, KEY.index(0), 6, 5, 4);
  }

  private static LinearResiduals residuals(DenseNetwork network) {
    return new LinearResiduals(network, 8, KEY.index(1));
  }

  private static double mean(Objective objective, DenseNetwork network) {
    return Arrays.stream(objective.losses(network)).average().orElseThrow();
  }

  private static StepKey key(long step) {
    return StepKey.of(KEY, step, 0);
  }

  /** By a factor of 2.1 at the least, on five seeds and with three kernels of OpenBLAS. */
  @ParameterizedTest
  @MethodSource("configurations")
  void everyEstimatorAndRuleLowersTheLoss(SdzeConfig config) {
    for (int seed = 2; seed < 5; seed++) {
      RandomKey key = RandomKey.root(seed);
      DenseNetwork network =
          TestNetworks.create(DataType.FLOAT, Activation.TANH, key.index(0), 6, 5, 4);
      LinearResiduals objective = new LinearResiduals(network, 8, key.index(1));
      double first = mean(objective, network);
      Trainer trainer = new Trainer(config, key);
      for (int step = 0; step < 150; step++) {
        assertTrue(trainer.step(network, objective, StepKey.of(key, step, 0)).accepted());
      }
      double last = mean(objective, network);
      assertTrue(last < first / 1.5, "seed %d: from %s to %s".formatted(seed, first, last));
    }
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void theSameKeysGiveTheSameBits(SdzeConfig config) {
    long[][] runs = new long[2][];
    for (int run = 0; run < 2; run++) {
      DenseNetwork network = network(DataType.FLOAT);
      Trainer trainer = new Trainer(config, KEY);
      for (int step = 0; step < 5; step++) {
        trainer.step(network, residuals(network), key(step));
      }
      runs[run] = TestNetworks.bits(network);
    }
    assertArrayEquals(runs[0], runs[1]);
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void theReportGivesTheLossBeforeTheStep(SdzeConfig config) {
    DenseNetwork network = network(DataType.DOUBLE);
    LinearResiduals objective = residuals(network);
    double loss = mean(objective, network);
    StepReport report =
        new Trainer(config, KEY).step(network, objective, new StepKey(KEY.step(3), 3, 0.5));
    assertEquals(3, report.step());
    // two-sided differences report the mean of their evaluations, ε² away
    assertEquals(loss, report.loss(), config.estimator() instanceof LowRank ? 1e-4 : 1e-14);
    assertEquals(config.learningRate(), report.learningRate());
    assertEquals(
        config.stepRule() instanceof GaussNewton rule ? rule.damping() : Double.NaN,
        report.damping());
    assertTrue(report.accepted());
  }

  /** Linear residuals with more parameters than equations: one step of tiny damping ends at 0. */
  @Test
  void gaussNewtonSolvesLinearResidualsInOneStep() {
    DenseNetwork network = network(DataType.DOUBLE);
    LinearResiduals objective = residuals(network);
    new Trainer(units(new GaussNewton(1e-12, 0), 1), KEY).step(network, objective, key(0));
    assertEquals(0, mean(objective, network), 1e-18);
  }

  /** The step of Gauss–Newton alone would be longer than either bound. */
  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.5, 0.1})
  void momentumBoundsTheStepByAShareOfTheParameters(double momentum) {
    DenseNetwork network = network(DataType.DOUBLE);
    List<INDArray> before = network.parameters().stream().map(INDArray::dup).toList();
    Trainer trainer = new Trainer(units(new GaussNewton(1e-12, momentum), 1), KEY);
    trainer.step(network, residuals(network), key(0));
    double change = 0;
    for (int k = 0; k < before.size(); k++) {
      change += square(network.parameters().get(k).sub(before.get(k)));
    }
    double size = before.stream().mapToDouble(TrainerTest::square).sum();
    assertEquals(0.027 / momentum, Math.sqrt(change / size), 1e-12);
  }

  /** Of linear residuals all that was predicted comes. */
  @Test
  void aDampingThatFollowsTheLossFallsToAThirdWhereAllThatWasPredictedComes() {
    DenseNetwork network = network(DataType.DOUBLE);
    LinearResiduals objective = residuals(network);
    Trainer trainer = new Trainer(units(new GaussNewton(0.9, 0, 10), 0.5), KEY);
    for (int step = 0; step < 3; step++) {
      StepReport report = trainer.step(network, objective, key(step));
      assertEquals(0.9 / Math.pow(3, step), report.damping(), 1e-12);
    }
  }

  /** A step three times too long: the residuals would be twice as large, with the other sign. */
  @Test
  void aStepAfterWhichTheLossIsLargerIsTakenBackAndTheNextIsDampedMore() {
    DenseNetwork network = network(DataType.DOUBLE);
    LinearResiduals objective = residuals(network);
    long[] before = TestNetworks.bits(network);
    Trainer trainer = new Trainer(units(new GaussNewton(1e-6, 0, 10), 3), KEY);
    trainer.step(network, objective, key(0));
    assertArrayEquals(before, TestNetworks.bits(network));
    assertEquals(5e-6, trainer.step(network, objective, key(1)).damping(), 1e-18);
  }

  @Test
  void aDampingThatFollowsTheLossIsResumed() {
    long[][] runs = new long[2][];
    for (int run = 0; run < 2; run++) {
      DenseNetwork network = network(DataType.DOUBLE);
      LinearResiduals objective = residuals(network);
      SdzeConfig config = units(new GaussNewton(0.9, 0, 10), 0.5);
      Trainer trainer = new Trainer(config, KEY);
      for (int step = 0; step < 4; step++) {
        if (run == 1 && step == 2) {
          TrainingState state = TrainingState.ofText(trainer.state().text());
          trainer = new Trainer(config, KEY);
          trainer.resume(network, state);
        }
        trainer.step(network, objective, key(step));
      }
      runs[run] = TestNetworks.bits(network);
    }
    assertArrayEquals(runs[0], runs[1]);
  }

  private static double square(INDArray array) {
    double norm = array.norm2Number().doubleValue();
    return norm * norm;
  }

  @Test
  void aLittleMomentumTakesTheStepsOfNone() {
    List<DenseNetwork> networks = new ArrayList<>();
    for (double momentum : new double[] {0, 1e-12}) {
      DenseNetwork network = network(DataType.DOUBLE);
      Trainer trainer = new Trainer(units(new GaussNewton(1e-3, momentum), 1), KEY);
      for (int step = 0; step < 3; step++) {
        trainer.step(network, residuals(network), key(step));
      }
      networks.add(network);
    }
    for (int k = 0; k < networks.get(0).parameters().size(); k++) {
      INDArray none = networks.get(0).parameters().get(k);
      INDArray little = networks.get(1).parameters().get(k);
      assertEquals(0, none.sub(little).norm2Number().doubleValue(), 1e-9);
    }
  }

  /** Four thousand numbers at a time, of a matrix of ten thousand. */
  @Test
  void momentumByTilesTakesTheSameSteps() {
    long[][] runs = new long[2][];
    List<Limits> limits = List.of(Limits.NONE, new Limits(null, new StepMemory(4_000 * 64)));
    for (int run = 0; run < 2; run++) {
      DenseNetwork network =
          TestNetworks.create(DataType.DOUBLE, Activation.TANH, KEY.index(0), 100, 100);
      Trainer trainer = new Trainer(units(new GaussNewton(1e-3, 0.9), 1), limits.get(run), KEY);
      for (int step = 0; step < 3; step++) {
        trainer.step(network, new LinearResiduals(network, 1, KEY.index(1)), key(step));
      }
      runs[run] = TestNetworks.bits(network);
    }
    assertArrayEquals(runs[0], runs[1]);
  }

  @Test
  void theScheduleScalesTheRate() {
    SdzeConfig config = new SdzeConfig(UNITS, new Sgd(0), 0.5, Schedule.LINEAR);
    DenseNetwork network = network(DataType.DOUBLE);
    StepReport report =
        new Trainer(config, KEY)
            .step(network, residuals(network), new StepKey(KEY.step(0), 0, 0.25));
    assertEquals(0.375, report.learningRate());
  }

  /** The step of SGD is the gradient by central differences, which for a square are exact. */
  @Test
  void sgdSubtractsTheGradientOfTheMeanLoss() {
    DenseNetwork network = network(DataType.DOUBLE);
    LinearResiduals objective = residuals(network);
    double[] expected = new double[5];
    for (int i = 0; i < 5; i++) {
      var weights = network.entrance().weights();
      double value = weights.getDouble(i, 1);
      weights.putScalar(i, 1, value + 0.1);
      double up = mean(objective, network);
      weights.putScalar(i, 1, value - 0.1);
      expected[i] = value - 0.5 * (up - mean(objective, network)) / 0.2;
      weights.putScalar(i, 1, value);
    }
    new Trainer(units(new Sgd(0), 0.5), KEY).step(network, objective, key(0));
    for (int i = 0; i < 5; i++) {
      assertEquals(expected[i], network.entrance().weights().getDouble(i, 1), 1e-12);
    }
  }

  @Test
  void unitCreditRefusesObjectivesThatAreNoLeastSquares() {
    DenseNetwork network = network(DataType.FLOAT);
    LinearResiduals residuals = residuals(network);
    record Plain(Objective objective) implements Objective {
      @Override
      public int samples() {
        return objective.samples();
      }

      @Override
      public double[] losses(DenseNetwork seen) {
        return objective.losses(seen);
      }
    }
    Trainer trainer = new Trainer(units(new Sgd(0), 0.1), KEY);
    assertEquals(
        "unit credit needs a least-squares objective, was Plain",
        assertThrows(
                IllegalArgumentException.class,
                () -> trainer.step(network, new Plain(residuals), key(0)))
            .getMessage());
    // the low-rank subspace asks for nothing but losses
    new Trainer(lowRank(new Sgd(0), 0.1), KEY).step(network, new Plain(residuals), key(0));
  }
}
