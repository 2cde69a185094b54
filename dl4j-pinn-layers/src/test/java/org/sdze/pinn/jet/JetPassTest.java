package org.sdze.pinn.jet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestGraph;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.TestNetworks.Derivatives;
import org.sdze.pinn.direction.DirectionLaw;
import org.sdze.pinn.direction.RandomDirections;
import org.sdze.pinn.direction.SpanDirections;

/** Jets against derivative structures of the same network written in plain Java. */
class JetPassTest {

  private static final RandomKey KEY = RandomKey.root(41);
  private static final int POINTS = 4;

  static Stream<Arguments> networks() {
    List<Arguments> cases = new ArrayList<>();
    int[][] shapes = {{6, 4}, {4, 4}, {3, 5}, {1, 3}, {2, 1}}; // d > h, d = h, d < h, and ones
    for (int depth = 1; depth <= 3; depth++) {
      for (int[] shape : shapes) {
        for (Activation activation :
            List.of(Activation.TANH, Activation.SINE, Activation.GELU, Activation.CUBE)) {
          cases.add(arguments(depth, shape[0], shape[1], activation));
        }
      }
      cases.add(arguments(depth, 5, 3, Activation.SOFTPLUS));
      cases.add(arguments(depth, 5, 3, Activation.SIGMOID));
      cases.add(arguments(depth, 5, 3, Activation.SWISH));
    }
    return cases.stream();
  }

  private static DenseNetwork network(int depth, int dimension, int width, Activation activation) {
    return TestNetworks.create(
        DataType.DOUBLE,
        activation,
        1.5,
        KEY.index(depth),
        TestNetworks.widths(dimension, width, depth));
  }

  private static INDArray points(int dimension) {
    return TestNetworks.gaussian(KEY.index(9), DataType.DOUBLE, POINTS, dimension);
  }

  private static NetworkJet pass(
      DenseNetwork network, INDArray points, DirectionLaw law, boolean gradient, Workspace work) {
    return new JetPass(
            network,
            points,
            law.draw(KEY, points.columns(), new Workspace(DataType.DOUBLE))
                .through(new SpanFactor(network)),
            gradient,
            work)
        .output();
  }

  /** Relative to the largest of the batch: a Laplacian may happen to vanish at one point. */
  private static void agree(double[] expected, double[] actual) {
    double size = 0;
    for (double number : expected) {
      size = Math.max(size, Math.abs(number));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-10 * Math.max(Math.abs(expected[i]), 0.1 * size));
    }
  }

  private static void agree(DenseNetwork network, INDArray points, NetworkJet jet, boolean norm) {
    double[][] x = HostArrays.rows(points);
    double[][] expected = new double[4][POINTS];
    for (int i = 0; i < POINTS; i++) {
      Derivatives exact = TestNetworks.derivatives(network, x[i]);
      expected[0][i] = exact.value();
      expected[1][i] = exact.along(x[i]);
      expected[2][i] = exact.laplacian();
      expected[3][i] = exact.squaredGradientNorm();
    }
    agree(expected[0], jet.value());
    agree(expected[1], jet.alongField());
    agree(expected[2], jet.laplacian());
    if (norm) {
      agree(expected[3], jet.squaredGradientNorm());
    }
  }

  @ParameterizedTest(name = "depth {0}, {1} x {2}, {3}")
  @MethodSource("networks")
  void spanJetsAreTheDerivatives(int depth, int dimension, int width, Activation activation) {
    DenseNetwork network = network(depth, dimension, width, activation);
    INDArray points = points(dimension);
    Workspace work = new Workspace(DataType.DOUBLE);
    for (boolean gradient : new boolean[] {false, true}) {
      pass(network, points, SpanDirections.all(), gradient, work);
      work.poison(); // nothing may be read before it is written
      NetworkJet jet = pass(network, points, SpanDirections.all(), gradient, work);
      agree(network, points, jet, gradient);
    }
  }

  @ParameterizedTest(name = "depth {0}, {1} x {2}, {3}")
  @MethodSource("networks")
  void allCoordinatesAreExactToo(int depth, int dimension, int width, Activation activation) {
    DenseNetwork network = network(depth, dimension, width, activation);
    INDArray points = points(dimension);
    DirectionLaw exhaustive = new RandomDirections(RandomDirections.Kind.COORDINATE, dimension);
    NetworkJet jet = pass(network, points, exhaustive, true, new Workspace(DataType.DOUBLE));
    agree(network, points, jet, true);
  }

  /** More inputs than units, and less. */
  @ParameterizedTest
  @EnumSource
  void jetsThroughAGraphAreTheDerivatives(TestGraph graph) {
    for (int dimension : new int[] {6, 3}) {
      DenseNetwork network = graph.create(DataType.DOUBLE, Activation.TANH, 1.5, KEY, dimension, 4);
      INDArray points = points(dimension);
      Workspace work = new Workspace(DataType.DOUBLE);
      for (boolean gradient : new boolean[] {false, true}) {
        pass(network, points, SpanDirections.all(), gradient, work);
        work.poison();
        NetworkJet jet = pass(network, points, SpanDirections.all(), gradient, work);
        agree(network, points, jet, gradient);
      }
    }
  }

  @Test
  void withoutGradientItsNormIsUnknown() {
    DenseNetwork network = network(1, 4, 3, Activation.TANH);
    NetworkJet jet =
        pass(network, points(4), SpanDirections.all(), false, new Workspace(DataType.DOUBLE));
    assertNull(jet.alongDirections());
    for (double norm : jet.squaredGradientNorm()) {
      assertTrue(Double.isNaN(norm));
    }
  }

  /** One hidden layer needs the squared norms alone, whose directions are not followed. */
  @Test
  void directionsThatWereNotFollowedCannotBeRead() {
    DenseNetwork network = network(1, 4, 3, Activation.TANH);
    JetPass pass =
        new JetPass(
            network,
            points(4),
            SpanDirections.all()
                .draw(KEY, 4, new Workspace(DataType.DOUBLE))
                .through(new SpanFactor(network)),
            false,
            new Workspace(DataType.DOUBLE));
    assertEquals(
        "this pass did not follow its directions one by one",
        assertThrows(IllegalStateException.class, () -> pass.alongDirections(0)).getMessage());
  }

  @Test
  void thePassLeavesPointsAndParametersAlone() {
    DenseNetwork network = network(2, 5, 4, Activation.TANH);
    INDArray points = points(5);
    INDArray copy = points.dup('f');
    List<INDArray> parameters = TestNetworks.copy(network);
    pass(network, points, SpanDirections.all(), true, new Workspace(DataType.DOUBLE));
    assertEquals(copy, points);
    assertEquals(parameters, TestNetworks.copy(network));
  }
}
