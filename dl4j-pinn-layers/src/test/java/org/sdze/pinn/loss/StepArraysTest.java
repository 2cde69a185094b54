package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.credit.Estimator;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.FactoredMoments;
import org.sdze.optimizer.step.GaussNewton;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.step.Sgd;
import org.sdze.optimizer.step.StepRule;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.Trainer;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;
import org.sdze.testing.OwnArrays;

/**
 * Memory that every step takes anew from the C library and that waits for Java's collector splits
 * up its heap: the resident memory of a long run grows.
 */
class StepArraysTest {

  private static final RandomKey KEY = RandomKey.root(5);
  private static final int BATCH = 24;
  private static final int WIDTH = 16;
  private static final int STEPS = 3;

  /** A way to train; dimensions above and below those where W is followed by recursion. */
  record Case(Estimator estimator, StepRule rule, DirectionLaw law, int dimension, int depth) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    UnitCredit all = new UnitCredit(UnitCredit.ALL, 1e-2, false);
    for (int depth = 1; depth <= 3; depth++) {
      for (int dimension : new int[] {12, 20, 200}) {
        for (DirectionLaw law :
            List.of(
                SpanDirections.all(),
                new SpanDirections(4),
                new RandomDirections(RandomDirections.Kind.RADEMACHER, 4))) {
          cases.add(new Case(all, new GaussNewton(1e-3, 0.9), law, dimension, depth));
        }
        cases.add(new Case(all, new GaussNewton(1e-3, 0), SpanDirections.all(), dimension, depth));
      }
      for (StepRule rule : List.of(new Sgd(0.9), new Adam(), new FactoredMoments())) {
        UnitCredit some = new UnitCredit(5, 1e-2, true);
        cases.add(new Case(some, rule, SpanDirections.all(), 200, depth));
        LowRank lowRank = new LowRank(2, 100, 2, 1e-3);
        cases.add(new Case(lowRank, rule, SpanDirections.all(), 200, depth));
      }
    }
    return cases.stream();
  }

  /** After the first steps only columns of a number a sample, as the radii of points are. */
  @ParameterizedTest
  @MethodSource("cases")
  void aStepTakesNoMemoryOfItsOwn(Case of) {
    DenseNetwork network =
        TestNetworks.create(
            DataType.FLOAT,
            Activation.TANH,
            1,
            KEY,
            TestNetworks.widths(of.dimension(), WIDTH, of.depth()));
    Problem problem =
        Problems.library()
            .create("sine-gordon-two-body", of.dimension(), KEY.purpose(Purpose.PROBLEM));
    ResidualLoss loss =
        new LossConfig(BATCH, of.law(), ResidualForm.UNBIASED).collapsed(problem, network);
    Trainer trainer =
        new Trainer(new SdzeConfig(of.estimator(), of.rule(), 1e-9, Schedule.CONSTANT), KEY);
    steps(trainer, network, loss, 0);
    OwnArrays.Made made = OwnArrays.during(() -> steps(trainer, network, loss, STEPS));
    assertTrue(made.largest() <= BATCH, made::toString);
    assertTrue(made.arrays() <= 8 * STEPS, made::toString);
  }

  private static void steps(Trainer trainer, DenseNetwork network, ResidualLoss loss, int first) {
    for (int step = first; step < first + STEPS; step++) {
      StepKey key = StepKey.of(KEY, step, 0);
      assertTrue(trainer.step(network, loss.at(key.key()), key).accepted());
    }
  }
}
