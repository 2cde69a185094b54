package org.sdze.optimizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.train.TrainingLoop.Status;

class TrainingLoopTest {

  private static final RandomKey KEY = RandomKey.root(6);

  private static DenseNetwork network() {
    return TestNetworks.create(DataType.FLOAT, Activation.TANH, KEY.index(0), 9, 8, 8);
  }

  /** Parameters after five steps whose residuals are drawn anew from each step's key. */
  private static long[] fiveSteps(SdzeConfig config, RandomKey root) {
    DenseNetwork network = network();
    TrainingLoop.run(
        new Trainer(config, root),
        network,
        key -> new LinearResiduals(network, 4, key),
        root,
        new Budget.Steps(5),
        (report, status) -> true);
    return TestNetworks.bits(network);
  }

  @Test
  void theSameSeedGivesTheSameBitsAndAnotherDoesNot() {
    for (SdzeConfig config : List.of(SdzeConfig.gaussNewton(), SdzeConfig.lowRank())) {
      long[] bits = fiveSteps(config, KEY);
      assertArrayEquals(bits, fiveSteps(config, KEY));
      assertFalse(Arrays.equals(bits, fiveSteps(config, RandomKey.root(7))));
    }
  }

  @Test
  void aBudgetOfStepsIsSpentExactly() {
    DenseNetwork network = network();
    LinearResiduals objective = new LinearResiduals(network, 4, KEY);
    List<RandomKey> keys = new ArrayList<>();
    List<Double> progress = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    TrainingLoop.Status end =
        TrainingLoop.run(
            new Trainer(SdzeConfig.gaussNewton(), KEY),
            network,
            key -> {
              keys.add(key);
              return objective;
            },
            KEY,
            new Budget.Steps(4),
            (report, status) -> {
              assertEquals(report.step() + 1, status.steps());
              progress.add(status.progress());
              rates.add(report.learningRate());
              return true;
            });
    assertEquals(4, end.steps());
    assertEquals(1, end.progress());
    assertTrue(end.seconds() > 0);
    assertEquals(List.of(0.25, 0.5, 0.75, 1.0), progress);
    double[] expected = {1.4, 0.75 * 1.4, 0.5 * 1.4, 0.25 * 1.4};
    assertArrayEquals(expected, rates.stream().mapToDouble(Double::doubleValue).toArray(), 1e-15);
    assertEquals(IntStream.range(0, 4).mapToObj(KEY::step).toList(), keys);
  }

  /** What the listener sleeps is not counted. */
  @Test
  void aBudgetOfTimeCountsTrainingAlone() {
    DenseNetwork network = network();
    LinearResiduals objective = new LinearResiduals(network, 4, KEY);
    double limit = 1; // five steps of a busy machine that has not compiled them yet
    double[] slept = {0};
    long begin = System.nanoTime();
    TrainingLoop.Status end =
        TrainingLoop.run(
            new Trainer(SdzeConfig.gaussNewton(), KEY),
            network,
            key -> objective,
            KEY,
            new Budget.Seconds(limit),
            (report, status) -> {
              if (status.steps() <= 5) {
                long before = System.nanoTime();
                pause();
                slept[0] += (System.nanoTime() - before) * 1e-9;
              }
              return true;
            });
    double wall = (System.nanoTime() - begin) * 1e-9;
    assertTrue(slept[0] >= 0.25);
    assertEquals(1, end.progress());
    assertTrue(end.seconds() >= limit && end.seconds() <= wall - slept[0]);
    assertTrue(end.steps() > 1);
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aListenerMayStopTheRun() {
    DenseNetwork network = network();
    LinearResiduals objective = new LinearResiduals(network, 4, KEY);
    TrainingLoop.Status end =
        TrainingLoop.run(
            new Trainer(SdzeConfig.gaussNewton(), KEY),
            network,
            key -> objective,
            KEY,
            new Budget.Steps(10),
            (report, status) -> status.steps() < 3);
    assertEquals(3, end.steps());
    assertEquals(0.3, end.progress());
  }

  @Test
  void progressEndsAtOne() {
    assertEquals(1, new Budget.Steps(3).progress(7, 0));
    assertEquals(0.5, new Budget.Seconds(4).progress(7, 2));
    assertEquals(1, new Budget.Seconds(4).progress(7, 9));
  }

  static Stream<SdzeConfig> configurations() {
    UnitCredit units = new UnitCredit(3, 1e-2, false);
    LowRank lowRank = new LowRank(2, 3, 2, 1e-3);
    return Stream.of(
        new SdzeConfig(units, new GaussNewton(1e-3, 0), 1, Schedule.LINEAR),
        new SdzeConfig(units, new GaussNewton(1e-3, 0.9), 0.5, Schedule.COSINE),
        new SdzeConfig(units, new Sgd(0.9), 1e-3, Schedule.LINEAR),
        new SdzeConfig(units, new Adam(), 1e-2, Schedule.LINEAR),
        new SdzeConfig(units, new FactoredMoments(), 1e-2, Schedule.LINEAR),
        new SdzeConfig(lowRank, new Adam(), 1e-2, Schedule.LINEAR),
        new SdzeConfig(lowRank, new FactoredMoments(), 1e-2, Schedule.LINEAR));
  }

  /** Cut within a refresh interval of the subspace, and between two. */
  @ParameterizedTest
  @MethodSource("configurations")
  void aRunThatGoesOnFromItsStateGivesTheSameBits(SdzeConfig config) {
    long[] whole = inPieces(config, 7);
    assertArrayEquals(whole, inPieces(config, 4, 3));
    assertArrayEquals(whole, inPieces(config, 3, 0, 1, 3));
  }

  /** Parameters after pieces of so many steps, each by a new trainer and on a new network. */
  private static long[] inPieces(SdzeConfig config, int... pieces) {
    Budget budget = new Budget.Steps(7);
    DenseNetwork network = network();
    Trainer trainer = new Trainer(config, KEY);
    Status status = new Status(0, 0, 0);
    for (int steps : pieces) {
      DenseNetwork view = network;
      Trainer stepping = trainer;
      long last = status.steps() + steps;
      if (steps > 0) {
        status =
            TrainingLoop.run(
                key -> stepping.step(view, new LinearResiduals(view, 4, key.key()), key),
                KEY,
                budget,
                status,
                (report, now) -> now.steps() < last);
      }
      network = copyOf(view);
      Trainer next = new Trainer(config, KEY);
      next.resume(network, TrainerGuardTest.copyOf(trainer.state()));
      trainer = next;
    }
    assertEquals(1, status.progress());
    return TestNetworks.bits(network);
  }

  private static DenseNetwork copyOf(DenseNetwork network) {
    DenseNetwork copy = network();
    for (int k = 0; k < copy.parameters().size(); k++) {
      copy.parameters().get(k).assign(network.parameters().get(k));
    }
    return copy;
  }
}
