package org.sdze.pinn.operator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/** Operators by jets along the directions of their plan, against partial derivatives. */
class OperatorPlanTest {

  private static final int D = 4;
  private static final RandomKey KEY = RandomKey.root(3);

  /** An operator with the multi-indices that it sums. */
  @SuppressWarnings("ArrayRecordComponent") // read by tests, never compared
  private record Case(Operator operator, double[] factors, int[][] orders) {}

  private static Case of(Operator operator, int[]... orders) {
    double[] ones = new double[orders.length];
    Arrays.fill(ones, 1);
    return new Case(operator, ones, orders);
  }

  static Stream<Case> cases() {
    Direction slanted = new Direction(new TreeMap<>(java.util.Map.of(0, 2.0, 3, -1.0)));
    return Stream.of(
        of(new Partial(1, 1), orders(0, 1, 0, 0)),
        of(new Partial(2, 3), orders(0, 0, 3, 0)),
        of(Mixed.along(0, 3), orders(1, 0, 0, 1)),
        of(Mixed.along(0, 0, 1), orders(2, 1, 0, 0)),
        of(Mixed.along(2), orders(0, 0, 1, 0)),
        of(Mixed.along(0, 0, 1, 1), orders(2, 2, 0, 0)),
        of(Mixed.along(0, 1, 2, 2), orders(1, 1, 2, 0)),
        of(Mixed.along(0, 1, 2, 3), orders(1, 1, 1, 1)),
        of(
            new Laplacian(),
            orders(2, 0, 0, 0),
            orders(0, 2, 0, 0),
            orders(0, 0, 2, 0),
            orders(0, 0, 0, 2)),
        of(new Laplacian(new Axes(1, 3)), orders(0, 2, 0, 0), orders(0, 0, 2, 0)),
        new Case(
            new WeightedTrace(List.of(slanted, Direction.axis(1))),
            new double[] {4, -4, 1, 1},
            new int[][] {
              orders(2, 0, 0, 0), orders(1, 0, 0, 1), orders(0, 0, 0, 2), orders(0, 2, 0, 0)
            }),
        new Case(
            new Biharmonic(new Axes(0, 3)),
            new double[] {1, 1, 1, 2, 2, 2},
            new int[][] {
              orders(4, 0, 0, 0), orders(0, 4, 0, 0), orders(0, 0, 4, 0),
              orders(2, 2, 0, 0), orders(2, 0, 2, 0), orders(0, 2, 2, 0)
            }));
  }

  private static int[] orders(int... orders) {
    return orders;
  }

  private static DerivativeStructure exact(DenseNetwork network, double[] x) {
    DSFactory factory = new DSFactory(D, 4);
    DerivativeStructure[] y = new DerivativeStructure[D];
    for (int i = 0; i < D; i++) {
      y[i] = factory.variable(i, x[i]);
    }
    for (DenseLayer layer : network.layers()) {
      double[][] w = HostArrays.rows(layer.weights());
      double[] b = HostArrays.copy(layer.bias());
      DerivativeStructure[] in = y;
      y = new DerivativeStructure[b.length];
      for (int j = 0; j < b.length; j++) {
        DerivativeStructure z = factory.constant(b[j]);
        for (int i = 0; i < in.length; i++) {
          z = z.add(in[i].multiply(w[i][j]));
        }
        y[j] = TestNetworks.activate(layer.activation(), z);
      }
    }
    return y[0];
  }

  @ParameterizedTest
  @MethodSource("cases")
  void derivativesAlongTheDirectionsAddUpToTheOperator(Case of) {
    DenseNetwork network =
        TestNetworks.create(DataType.DOUBLE, Activation.SINE, 1, KEY, TestNetworks.widths(D, 5, 2));
    INDArray x = TestNetworks.gaussian(KEY.index(9), DataType.DOUBLE, 1, D);
    DerivativeStructure exact = exact(network, HostArrays.copy(x));
    double expected = 0;
    for (int k = 0; k < of.orders().length; k++) {
      expected += of.factors()[k] * exact.getPartialDerivative(of.orders()[k]);
    }
    double sum = 0;
    for (PureDerivative term : PureDerivative.of(of.operator(), D)) {
      assertEquals(of.operator().order(), term.order());
      INDArray v = Nd4j.zeros(DataType.DOUBLE, 1, D).dup('f');
      term.direction().writeTo(v);
      Jet jet = new TaylorPass(network, Jet.line(x, v, term.order())).output();
      double factorial = 1;
      for (int k = 2; k <= term.order(); k++) {
        factorial *= k;
      }
      sum += term.weight() * factorial * jet.coefficient(term.order()).getDouble(0);
    }
    assertEquals(expected, sum, 1e-9 * Math.max(1, Math.abs(expected)));
  }

  @Test
  void polarisationTakesAsFewDirectionsAsItsFormulaAllows() {
    assertEquals(2, PureDerivative.of(Mixed.along(0, 1), D).size());
    assertEquals(3, PureDerivative.of(Mixed.along(0, 0, 1), D).size());
    assertEquals(4, PureDerivative.of(Mixed.along(0, 0, 1, 1), D).size());
    assertEquals(8, PureDerivative.of(Mixed.along(0, 1, 2, 3), D).size());
    assertEquals(D * D, PureDerivative.of(new Biharmonic(), D).size());
  }

  @Test
  void directionsAreFollowedForAllButSumsOfTheHighestCoefficient() {
    OperatorPlan laplacian = OperatorPlan.of(List.of(new Laplacian(), new Value(), new Value()));
    assertEquals(List.of(new Value(), new Laplacian()), laplacian.operators());
    assertFalse(laplacian.followsDirections());
    assertFalse(OperatorPlan.of(Set.of(new Biharmonic())).followsDirections());
    assertTrue(OperatorPlan.of(Set.of(new Partial(0, 2))).followsDirections());
    OperatorPlan both = OperatorPlan.of(Set.of(new SquaredGradientNorm(), new Laplacian()));
    assertTrue(both.followsDirections());
    assertEquals(List.of(), both.beyondSecondOrder(D));
    OperatorPlan pure =
        OperatorPlan.of(Set.of(new Partial(0, 2), Mixed.along(0, 1), new Laplacian()));
    assertEquals(
        Set.of(new Partial(0, 2), Mixed.along(0, 1)), Set.copyOf(pure.beyondSecondOrder(D)));
  }

  @Test
  void whatIsNoOperatorGetsASentence() {
    refused("axes must be a range from 0 up, was [2, 2)", () -> new Axes(2, 2));
    refused("order must be at least 1, was 0", () -> new Partial(0, 0));
    refused("a mixed derivative needs at least one axis, had none", Mixed::along);
    refused(
        "‖∇u‖² is no sum of derivatives along directions",
        () -> PureDerivative.of(new SquaredGradientNorm(), D));
  }

  private static void refused(String message, Runnable mistake) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, mistake::run).getMessage());
  }
}
