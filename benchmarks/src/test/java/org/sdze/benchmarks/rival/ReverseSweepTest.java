package org.sdze.benchmarks.rival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationCube;
import org.nd4j.linalg.activations.impl.ActivationGELU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftPlus;
import org.nd4j.linalg.activations.impl.ActivationSwish;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.dl4j.ActivationSine;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.estimate.SampleRows;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.step.Adam;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.train.Engine;
import org.sdze.optimizer.train.SdzeConfig;
import org.sdze.optimizer.train.StepKey;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;

/** Reverse sweeps against central differences of the loss, and against unit credit. */
@Tag("slow")
class ReverseSweepTest {

  private static final int POINTS = 5;

  /** A network, an equation and a law of directions. */
  record Case(int depth, boolean gradient, DirectionLaw law, IActivation activation) {
    SmallProblem problem() {
      return SmallProblem.of(depth, gradient, law, activation, POINTS);
    }
  }

  static Stream<Case> cases() {
    DirectionLaw rademacher = new RandomDirections(RandomDirections.Kind.RADEMACHER, 4);
    List<Case> cases = new ArrayList<>();
    for (int depth = 1; depth <= 4; depth++) {
      for (boolean gradient : new boolean[] {false, true}) {
        cases.add(new Case(depth, gradient, SpanDirections.all(), new ActivationTanH()));
        cases.add(new Case(depth, gradient, rademacher, new ActivationTanH()));
      }
    }
    for (IActivation activation :
        List.of(
            new ActivationSine(),
            new ActivationSoftPlus(),
            new ActivationSigmoid(),
            new ActivationSwish(),
            new ActivationGELU(),
            new ActivationCube())) {
      cases.add(new Case(2, true, SpanDirections.all(), activation));
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theGradientIsThatOfCentralDifferences(Case of) {
    SmallProblem problem = of.problem();
    List<double[]> expected = problem.centralDifferences();
    ReverseSweep.LossGradient swept = new ReverseSweep(problem.network()).of(problem.objective());
    double size = largest(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(
          expected.get(k),
          HostArrays.copy(swept.gradients().get(k)),
          1e-6 * size,
          "parameter " + k);
    }
  }

  /** All samples' rows at once: a combination of them with random weights. */
  @ParameterizedTest
  @MethodSource("cases")
  void theRowsAreThoseOfUnitCredit(Case of) {
    SmallProblem problem = of.problem();
    double[] weights = {0.3, -1.2, 0.7, 0.05, 2};
    UnitCredit credit = new UnitCredit(UnitCredit.ALL, 1e-5, true);
    List<double[]> expected =
        combination(
            problem.objective().rows(problem.network(), credit, SmallProblem.KEY).first(), weights);
    ResidualRows rows =
        problem.objective().rows(problem.network(), ReverseSensitivities::new, SmallProblem.KEY);
    List<double[]> swept = combination(rows.first(), weights);
    double size = largest(expected);
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(expected.get(k), swept.get(k), 1e-6 * size, "parameter " + k);
    }
  }

  /** Also where the first layer holds a multiple of what is trained. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void adamOnUnitCreditTakesTheStepsOfBackpropagatedAdam(int depth) {
    Case span = new Case(depth, false, SpanDirections.all(), new ActivationTanH());
    SmallProblem forward = span.problem();
    SmallProblem backward = span.problem();
    double[] before = forward.parameters();
    SdzeConfig config =
        new SdzeConfig(
            new UnitCredit(UnitCredit.ALL, 1e-5, true), new Adam(), 1e-2, Schedule.LINEAR);
    Engine engine = new Engine(config, SmallProblem.KEY);
    BackpropAdam adam = new BackpropAdam(1e-2, Schedule.LINEAR);
    for (int step = 0; step < 3; step++) {
      StepKey key = StepKey.of(SmallProblem.KEY, step, step / 3.0);
      engine.step(forward.network(), forward.objective(), key);
      adam.step(backward.network(), backward.objective(), key);
    }
    assertArrayEquals(backward.parameters(), forward.parameters(), 1e-5);
    double moved = Math.abs(before[0] - forward.parameters()[0]);
    assertTrue(moved > 1.5e-2, "the first weight moved by %.3g".formatted(moved));
  }

  private static List<double[]> combination(SampleRows rows, double[] weights) {
    List<double[]> parts = new ArrayList<>();
    for (ParameterGradient gradient : rows.combine(weights).parameters()) {
      INDArray tile =
          Nd4j.createUninitialized(
              rows.network().dataType(), new long[] {gradient.rows(), gradient.columns()}, 'f');
      gradient.read(0, gradient.rows(), tile);
      parts.add(HostArrays.copy(tile));
    }
    return parts;
  }

  private static double largest(List<double[]> arrays) {
    return arrays.stream().flatMapToDouble(Arrays::stream).map(Math::abs).max().orElseThrow();
  }
}
