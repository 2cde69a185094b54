package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.Moments;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.TestNetworks.Derivatives;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.RandomDirections.Kind;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.domain.Domain;
import org.sdze.pinn.domain.UnitBall;
import org.sdze.pinn.equation.Equation;
import org.sdze.pinn.equation.HardConstraint;
import org.sdze.pinn.equation.OperatorValues;
import org.sdze.pinn.equation.SineGordon;
import org.sdze.pinn.operator.Laplacian;
import org.sdze.pinn.operator.Operator;
import org.sdze.pinn.operator.SquaredGradientNorm;
import org.sdze.pinn.operator.Value;
import org.sdze.pinn.problem.Problem;

@Tag("slow")
class ResidualLossTest {

  private static final RandomKey KEY = RandomKey.root(81);
  private static final int DIMENSION = 7;
  private static final UnitCredit UNITS = new UnitCredit(UnitCredit.ALL, 1e-2, false);

  private static DenseNetwork network(DataType type, int depth) {
    return TestNetworks.create(
        type, Activation.TANH, 1.5, KEY.index(depth), TestNetworks.widths(DIMENSION, 5, depth));
  }

  /** g = x₀ + 2 ‖x‖². */
  private static double[] source(INDArray points) {
    return Arrays.stream(HostArrays.rows(points)).mapToDouble(ResidualLossTest::source).toArray();
  }

  private static double source(double[] x) {
    return x[0] + 2 * squaredNorm(x);
  }

  private static double squaredNorm(double[] x) {
    return Arrays.stream(x).map(v -> v * v).sum();
  }

  private static ResidualLoss loss(
      DenseNetwork network,
      Equation equation,
      Domain domain,
      DirectionLaw law,
      ResidualForm form,
      int batch) {
    return new LossConfig(batch, law, form)
        .collapsed(
            new Problem(
                "test",
                equation,
                domain,
                HardConstraint.unitBall(),
                ResidualLossTest::source,
                null),
            network);
  }

  /** r at x with all derivatives by Hipparchus, u = (1 − ‖x‖²) N by the product rule. */
  private static double exactResidual(DenseNetwork network, double[] x) {
    Derivatives n = TestNetworks.derivatives(network, x);
    double w = 1 - squaredNorm(x);
    double laplacian = w * n.laplacian() - 4 * n.along(x) - 2 * x.length * n.value();
    return laplacian + Math.sin(w * n.value()) - source(x);
  }

  /** Also after the weights have moved: nothing of the evaluation before may be left. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void lossesAreSquaredResiduals(int depth) {
    DenseNetwork network = network(DataType.DOUBLE, depth);
    ResidualObjective objective =
        loss(
                network,
                new SineGordon(),
                new UnitBall(DIMENSION),
                SpanDirections.all(),
                ResidualForm.UNBIASED,
                5)
            .at(KEY);
    double[][] x = HostArrays.rows(objective.points());
    assertEquals(5, objective.samples());
    for (double factor : new double[] {1, 1.5}) {
      network.parameters().forEach(parameter -> parameter.muli(factor));
      network.changed();
      double[] losses = objective.losses(network);
      for (int i = 0; i < 5; i++) {
        double residual = exactResidual(network, x[i]);
        assertEquals(residual * residual, losses[i], 1e-10 * Math.max(1, residual * residual));
      }
    }
  }

  static Stream<DirectionLaw> laws() {
    return Stream.of(
        SpanDirections.all(),
        new SpanDirections(4),
        new RandomDirections(Kind.RADEMACHER, 4),
        new RandomDirections(Kind.GAUSSIAN, 4),
        new RandomDirections(Kind.COORDINATE, 4));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void rowsHoldTheResidualsOfTheLosses(DirectionLaw law) {
    for (ResidualForm form : ResidualForm.values()) {
      for (int depth = 1; depth <= 3; depth++) {
        DenseNetwork network = network(DataType.DOUBLE, depth);
        ResidualObjective objective =
            loss(network, new SineGordon(), new UnitBall(DIMENSION), law, form, 5).at(KEY);
        double[] losses = objective.losses(network);
        ResidualRows rows = objective.rows(network, UNITS, KEY);
        assertEquals(TestNetworks.mean(losses), rows.loss(), 1e-14 * Math.abs(rows.loss()));
        for (int i = 0; i < losses.length; i++) {
          assertEquals(
              losses[i], rows.first().residuals()[i] * rows.second().residuals()[i], 1e-14);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("laws")
  void everyEvaluationOfAnObjectiveIsTheSame(DirectionLaw law) {
    DenseNetwork network = network(DataType.FLOAT, 2);
    ResidualObjective objective =
        loss(network, new SineGordon(), new UnitBall(DIMENSION), law, ResidualForm.UNBIASED, 5)
            .at(KEY);
    double[] first = objective.losses(network);
    objective.rows(network, UNITS, KEY);
    assertArrayEquals(first, objective.losses(network));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void anObjectiveIsNamedByItsKey(DirectionLaw law) {
    DenseNetwork network = network(DataType.FLOAT, 2);
    ResidualLoss loss =
        loss(network, new SineGordon(), new UnitBall(DIMENSION), law, ResidualForm.UNBIASED, 5);
    double[] first = loss.at(KEY.step(1)).losses(network);
    assertFalse(Arrays.equals(first, loss.at(KEY.step(2)).losses(network)));
    assertArrayEquals(first, loss.at(KEY.step(1)).losses(network));
  }

  /** Everything that an equation may ask for. */
  private record Full() implements Equation {
    @Override
    public String name() {
      return "full";
    }

    @Override
    public Set<Operator> operators() {
      return Set.of(new Value(), new Laplacian(), new SquaredGradientNorm());
    }

    @Override
    public double leftSide(OperatorValues u) {
      return u.laplacian() + Math.sin(u.value()) + 0.3 * u.squaredGradientNorm();
    }
  }

  /** A kernel that read what it had not written would answer NaN. */
  @ParameterizedTest
  @MethodSource("laws")
  void garbageInTheBuffersLeavesNoTrace(DirectionLaw law) {
    for (Equation equation : List.of(new SineGordon(), new Full())) {
      for (int depth = 1; depth <= 4; depth++) {
        for (int units : new int[] {UnitCredit.ALL, 3}) {
          DenseNetwork network = network(DataType.DOUBLE, depth);
          UnitCredit credit = new UnitCredit(units, 1e-2, false);
          ResidualLoss loss =
              loss(network, equation, new UnitBall(DIMENSION), law, ResidualForm.UNBIASED, 5);
          List<double[]> clean = numbers(loss.at(KEY), network, credit);
          loss.workspace().poison();
          List<double[]> poisoned = numbers(loss.at(KEY), network, credit);
          for (int k = 0; k < clean.size(); k++) {
            assertArrayEquals(clean.get(k), poisoned.get(k), "part " + k);
          }
        }
      }
    }
  }

  private static List<double[]> numbers(
      ResidualObjective objective, DenseNetwork network, UnitCredit credit) {
    List<double[]> numbers = new ArrayList<>();
    ResidualRows rows = objective.rows(network, credit, KEY);
    numbers.add(rows.first().residuals());
    numbers.add(HostArrays.copy(rows.second().gram(rows.first())));
    numbers.add(rows.second().multiply(network.parameters()));
    for (ParameterGradient gradient :
        rows.first().combine(new double[] {1, -2, 0.5, 0.1, 3}).parameters()) {
      INDArray tile =
          Nd4j.createUninitialized(
              DataType.DOUBLE, new long[] {gradient.rows(), gradient.columns()}, 'f');
      gradient.read(0, gradient.rows(), tile);
      numbers.add(HostArrays.copy(tile));
    }
    return numbers;
  }

  /**
   * n = 1000 steps on the same three points, directions drawn anew in each, the source chosen so
   * that the exact residual is ½. Bounds of 4 standard errors, 3 comparisons of means for the
   * unbiased form of each law, false-alarm rate of all 8e-4; a bias of 6 of them, 0.2 standard
   * deviations of one loss, would be found in all but 2 % of keys. The biased form must exceed the
   * square by the variance of one estimate, more than 5 standard errors here.
   */
  @ParameterizedTest
  @MethodSource("laws")
  void theProductOfTwoHalvesIsUnbiasedAndTheSquareIsNot(DirectionLaw law) {
    if (law.isExact()) {
      return;
    }
    DenseNetwork network = network(DataType.DOUBLE, 2);
    Domain points = new FixedPoints(DIMENSION, KEY.index(5));
    Map<DoubleBuffer, Double> sources = new HashMap<>(); // three points, asked for at every step
    for (ResidualForm form : ResidualForm.values()) {
      ResidualLoss loss =
          new LossConfig(3, law, form)
              .collapsed(
                  new Problem(
                      "test",
                      new SineGordon(),
                      points,
                      HardConstraint.unitBall(),
                      x ->
                          Arrays.stream(HostArrays.rows(x))
                              .mapToDouble(
                                  at ->
                                      sources.computeIfAbsent(
                                          DoubleBuffer.wrap(at),
                                          key -> exactResidual(network, at) + source(at) - 0.5))
                              .toArray(),
                      null),
                  network);
      Moments[] losses = {new Moments(0.25), new Moments(0.25), new Moments(0.25)};
      for (int step = 0; step < 1000; step++) {
        double[] sample = loss.at(KEY.step(step)).losses(network);
        for (int i = 0; i < 3; i++) {
          losses[i].add(sample[i]);
        }
      }
      for (int i = 0; i < 3; i++) {
        if (form == ResidualForm.UNBIASED) {
          losses[i].assertMean(0.25, law + " point " + i);
        } else {
          Moments biased = losses[i];
          assertTrue(
              biased.mean() > 0.25 + 5 * biased.error(),
              () -> "%s: %s ± %s".formatted(law, biased.mean(), biased.error()));
        }
      }
    }
  }

  /**
   * G follows 500 steps of a wide first layer (d > 4n, so that the recursion is worth while) in
   * single precision. It is recomputed at every hundredth, and only there: the 99 in between are
   * the recursion's, which agrees with the product to 1e-5 but not to the last bit.
   */
  @Test
  void theGramMatrixFollowsFiveHundredSteps() {
    int dimension = 200;
    int batch = 16;
    DenseNetwork network =
        TestNetworks.create(DataType.FLOAT, Activation.TANH, 1, KEY.index(6), dimension, 12, 12);
    ResidualLoss loss =
        loss(
            network,
            new SineGordon(),
            new UnitBall(dimension),
            SpanDirections.all(),
            ResidualForm.BIASED,
            batch);
    assertTrue(dimension > 4 * batch);
    INDArray start = network.entrance().weights().dup('f');
    List<Integer> recomputed = new ArrayList<>();
    loss.span().gram();
    double farthest = 0;
    for (int step = 1; step <= 500; step++) {
      ResidualRows rows = loss.at(KEY.step(step)).rows(network, UNITS, KEY.step(step));
      double[] weights = rows.first().residuals().clone();
      double size = Math.sqrt(Arrays.stream(weights).map(r -> r * r).sum());
      for (int i = 0; i < batch; i++) {
        weights[i] /= size;
      }
      rows.first().combine(weights).step(1e-3);
      INDArray gram = loss.span().gram();
      INDArray fresh = new SpanFactor(network).gram();
      assertNotSame(fresh, gram);
      farthest = Math.max(farthest, TestNetworks.relativeDifference(gram, fresh));
      if (gram.equalsWithEps(fresh, 0)) {
        recomputed.add(step);
      }
    }
    assertEquals(List.of(100, 200, 300, 400, 500), recomputed);
    assertTrue(farthest < 1e-5, "relative difference " + farthest);
    assertTrue(TestNetworks.relativeDifference(network.entrance().weights(), start) > 0.02);
  }

  @Test
  void badArgumentsAreRefused() {
    DenseNetwork network = network(DataType.FLOAT, 1);
    UnitBall ball = new UnitBall(DIMENSION);
    refuses(
        "batch must be at least 1, was 0",
        () -> loss(network, new SineGordon(), ball, SpanDirections.all(), ResidualForm.BIASED, 0));
    refuses(
        "the network has 7 inputs, but the domain has dimension 8",
        () ->
            loss(
                network,
                new SineGordon(),
                new UnitBall(8),
                SpanDirections.all(),
                ResidualForm.BIASED,
                1));
    refuses(
        "direction count must be even for the unbiased residual, which needs two independent"
            + " halves, was 3",
        () ->
            loss(
                network,
                new SineGordon(),
                ball,
                new RandomDirections(Kind.RADEMACHER, 3),
                ResidualForm.UNBIASED,
                1));
    ResidualObjective objective =
        loss(network, new SineGordon(), ball, SpanDirections.all(), ResidualForm.BIASED, 2).at(KEY);
    refuses(
        "this objective belongs to another network",
        () -> objective.losses(network(DataType.FLOAT, 1)));
  }

  private static void refuses(String sentence, Runnable work) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, work::run).getMessage());
  }
}
