package org.sdze.pinn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.credit.UnitCredit;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.ResidualRows;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.NdWideLayer;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;
import org.sdze.pinn.problem.Problem;
import org.sdze.pinn.problem.Problems;

/**
 * The arrays that a network was made of are no numbers, and its first layer's weights are
 * elsewhere: whatever does not ask {@link WideLayer} for them makes everything NaN.
 */
class WeightsElsewhereTest {

  private static final RandomKey KEY = RandomKey.root(6);
  private static final int BATCH = 6;
  private static final int WIDTH = 5;

  /** Above the dimension at which W is followed by recursion, and below the layer's width. */
  record Case(DirectionLaw law, int dimension, int depth) {}

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (DirectionLaw law :
        List.of(
            SpanDirections.all(),
            new SpanDirections(2),
            new RandomDirections(RandomDirections.Kind.GAUSSIAN, 2))) {
      for (int depth = 1; depth <= 2; depth++) {
        cases.add(new Case(law, 40, depth));
        cases.add(new Case(law, 4, depth));
      }
    }
    return cases.stream();
  }

  private static DenseNetwork network(Case of) {
    int[] widths = TestNetworks.widths(of.dimension(), WIDTH, of.depth());
    return TestNetworks.create(DataType.DOUBLE, Activation.TANH, 2, KEY, widths);
  }

  private static DenseNetwork elsewhere(Case of) {
    DenseNetwork plain = network(of);
    return new DenseNetwork(
        plain.layers(),
        IntStream.range(0, plain.layers().size()).mapToObj(plain::feeds).toList(),
        plain.inputScale(),
        weights -> {
          WideLayer layer = new NdWideLayer(weights.dup('f'));
          weights.assign(Double.NaN);
          return layer;
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void stepsOfAnEquationAskTheWideLayerAlone(Case of) {
    DenseNetwork plain = network(of);
    DenseNetwork elsewhere = elsewhere(of);
    assertTrue(elsewhere.entrance().weights().isNaN().all());
    assertArrayEquals(steps(of, plain), steps(of, elsewhere));
    INDArray moved = elsewhere.wide(0).rows(0, of.dimension());
    assertArrayEquals(HostArrays.copy(plain.entrance().weights()), HostArrays.copy(moved));
    assertTrue(moved.sub(network(of).entrance().weights()).amaxNumber().doubleValue() > 1e-6);
    assertTrue(elsewhere.entrance().weights().isNaN().all());
  }

  /** Losses, kernels and gradients of three steps. */
  private static double[] steps(Case of, DenseNetwork network) {
    Problem problem =
        Problems.library()
            .create("sine-gordon-two-body", of.dimension(), KEY.purpose(Purpose.PROBLEM));
    ResidualLoss loss = new LossConfig(BATCH, of.law(), ResidualForm.UNBIASED).of(problem, network);
    List<Double> numbers = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      ResidualRows rows =
          loss.at(KEY.step(step))
              .rows(network, new UnitCredit(UnitCredit.ALL, 1e-4, true), KEY.step(step));
      numbers.add(rows.loss());
      add(rows.second().gram(rows.first()), numbers);
      ParameterGradient first = rows.gradient().parameters().get(0);
      INDArray tile =
          Nd4j.createUninitialized(DataType.DOUBLE, new long[] {2, first.columns()}, 'f');
      first.read(1, 3, tile);
      add(tile, numbers);
      double size = 1e-3 / Math.sqrt(Math.abs(rows.loss()));
      double[] alpha = rows.second().residuals().clone();
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] *= size;
      }
      rows.first().combine(alpha).step(1);
    }
    assertEquals(0, numbers.stream().filter(x -> !Double.isFinite(x)).count());
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void add(INDArray array, List<Double> numbers) {
    for (double number : HostArrays.copy(array)) {
      numbers.add(number);
    }
  }
}
