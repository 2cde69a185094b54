package org.sdze.pinn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
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

/** Every estimator with every step rule, on a network whose backward methods throw. */
class NoReverseModeTest {

  private static final RandomKey KEY = RandomKey.root(3);
  private static final int DIMENSION = 10;

  /** A way to train. */
  record Case(Estimator estimator, StepRule rule, DirectionLaw law, int depth) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    List<Estimator> estimators =
        List.of(
            new UnitCredit(UnitCredit.ALL, 1e-2, false),
            new UnitCredit(3, 1e-2, true),
            new LowRank(2, 2, 2, 1e-3));
    List<StepRule> rules =
        List.of(
            new GaussNewton(1e-3, 0),
            new GaussNewton(1e-3, 0.9),
            new Sgd(0),
            new Sgd(0.9),
            new Adam(),
            new FactoredMoments());
    List<DirectionLaw> laws =
        List.of(
            SpanDirections.all(),
            new SpanDirections(4),
            new RandomDirections(RandomDirections.Kind.RADEMACHER, 2));
    for (Estimator estimator : estimators) {
      for (StepRule rule : rules) {
        for (DirectionLaw law : laws) {
          for (int depth = 1; depth <= 3; depth++) {
            if (!(rule instanceof GaussNewton) || estimator instanceof UnitCredit) {
              cases.add(new Case(estimator, rule, law, depth));
            }
          }
        }
      }
    }
    return cases.stream();
  }

  private static NoReverseMode network(int depth) {
    return UntouchedGlobals.puttingBack(
        () -> {
          var plain =
              TrialNetworks.create(
                  DIMENSION, 8, depth, new NoReverseMode.ForwardTanh(), DataType.FLOAT, 1, KEY);
          NoReverseMode network = new NoReverseMode(plain.getLayerWiseConfigurations());
          network.init();
          network.setParams(plain.params());
          return network;
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void threeStepsGoForwardOnly(Case of) {
    NoReverseMode network = network(of.depth());
    DenseNetwork view = DenseNetworks.of(network, 1);
    Problem problem =
        Problems.library().create("sine-gordon-two-body", DIMENSION, KEY.purpose(Purpose.PROBLEM));
    ResidualLoss loss =
        new LossConfig(12, of.law(), ResidualForm.UNBIASED).collapsed(problem, view);
    INDArray before = network.params().dup();
    // plain gradients are large here, and those of few probes noisy
    double rate = of.rule() instanceof Sgd && of.estimator() instanceof LowRank ? 1e-6 : 1e-3;
    SdzeConfig config = new SdzeConfig(of.estimator(), of.rule(), rate, Schedule.LINEAR);
    TrainingLoop.Status end =
        TrainingLoop.run(
            new Trainer(config, KEY),
            view,
            loss::at,
            KEY,
            new Budget.Steps(3),
            (report, status) -> {
              assertTrue(report.accepted());
              return true;
            });
    assertEquals(3, end.steps());
    assertFalse(network.params().isNaN().any());
    assertTrue(TestNetworks.relativeDifference(network.params(), before) > 1e-7);
    assertFalse(network.hasGradients());
    assertEquals(of.depth() + 1, network.layerList().size());
  }

  /** The network itself works: DL4J evaluates it forwards, and fails to train it. */
  @Test
  void theNetworkRefusesToGoBackwards() {
    NoReverseMode network = network(1);
    INDArray x = Nd4j.ones(DataType.FLOAT, 2, DIMENSION);
    INDArray y = Nd4j.ones(DataType.FLOAT, 2, 1);
    assertFalse(network.output(x).isNaN().any());
    assertThrows(NoReverseMode.ReverseModeError.class, () -> network.fit(new DataSet(x, y)));
    assertThrows(
        NoReverseMode.ReverseModeError.class, () -> new NoReverseMode.ForwardTanh().backprop(x, x));
  }
}
