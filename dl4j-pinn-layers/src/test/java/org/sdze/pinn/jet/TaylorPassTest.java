package org.sdze.pinn.jet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hipparchus.analysis.differentiation.DSFactory;
import org.hipparchus.analysis.differentiation.DerivativeStructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestGraph;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.direction.SpanDirections;

/** Jets of any order against derivative structures, and the jets of order 2 against them. */
class TaylorPassTest {

  private static final RandomKey KEY = RandomKey.root(43);
  private static final int D = 5;
  private static final int POINTS = 3;
  private static final int ORDER = 6;

  /** Some hidden layers of four units, and two outputs. */
  private static List<DenseLayer> layers(Activation activation, int depth) {
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k <= depth; k++) {
      int in = k == 0 ? D : 4;
      int out = k == depth ? 2 : 4;
      layers.add(
          new DenseLayer(
              "layer" + k,
              TestNetworks.gaussian(KEY.index(2L * k), DataType.DOUBLE, in, out)
                  .divi(Math.sqrt(in)),
              TestNetworks.gaussian(KEY.index(2L * k + 1), DataType.DOUBLE, 1, out).muli(0.5),
              k == depth ? Activation.IDENTITY : activation));
    }
    return layers;
  }

  private static List<List<Feed>> chain(int layers) {
    return IntStream.range(0, layers)
        .mapToObj(k -> k == 0 ? List.<Feed>of() : List.of(new Feed(k - 1, 0)))
        .toList();
  }

  /** The network in plain Java over derivative structures of t. */
  private static DerivativeStructure[] along(List<DenseLayer> layers, double[] x, double[] v) {
    DSFactory factory = new DSFactory(1, ORDER);
    DerivativeStructure t = factory.variable(0, 0);
    DerivativeStructure[] y =
        IntStream.range(0, x.length)
            .mapToObj(i -> t.multiply(v[i]).add(x[i]))
            .toArray(DerivativeStructure[]::new);
    for (DenseLayer layer : layers) {
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
    return y;
  }

  @ParameterizedTest
  @EnumSource
  void coefficientsAreTheDerivativesToOrderSixOfEveryOutput(Activation activation) {
    for (int depth = 1; depth <= 3; depth++) {
      if (activation == Activation.CUBE && depth == 3) {
        continue; // a polynomial of degree 27, whose numbers no tolerance suits
      }
      List<DenseLayer> layers = layers(activation, depth);
      INDArray x = TestNetworks.gaussian(KEY.index(50), DataType.DOUBLE, POINTS, D);
      INDArray v = TestNetworks.gaussian(KEY.index(51), DataType.DOUBLE, POINTS, D);
      Jet jet = new TaylorPass(layers, chain(depth + 1), Jet.line(x, v, ORDER)).output();
      double factorial = 1;
      for (int k = 0; k <= ORDER; k++) {
        factorial *= Math.max(1, k);
        double[][] actual = HostArrays.rows(jet.coefficient(k));
        double[][] expected = new double[POINTS][2];
        double size = 0;
        for (int i = 0; i < POINTS; i++) {
          DerivativeStructure[] exact = along(layers, HostArrays.rows(x)[i], HostArrays.rows(v)[i]);
          for (int o = 0; o < 2; o++) {
            expected[i][o] = exact[o].getPartialDerivative(k);
            size = Math.max(size, Math.abs(expected[i][o]));
          }
        }
        for (int i = 0; i < POINTS; i++) {
          for (int o = 0; o < 2; o++) {
            assertEquals(
                expected[i][o],
                factorial * actual[i][o],
                1e-10 * Math.max(0.1 * size, Math.abs(expected[i][o])),
                activation + ", depth " + depth + ", order " + k);
          }
        }
      }
    }
  }

  /** What the order-2 pass carries is what the table says, whatever the network's shape is. */
  @ParameterizedTest
  @EnumSource
  void theFastPassOfOrderTwoIsHeldToTheTable(TestGraph graph) {
    DenseNetwork network = graph.create(DataType.DOUBLE, Activation.SWISH, 1.5, KEY, D, 4);
    INDArray x = TestNetworks.gaussian(KEY.index(50), DataType.DOUBLE, POINTS, D);
    DirectionSet set =
        SpanDirections.all()
            .draw(KEY, D, new Workspace(DataType.DOUBLE))
            .through(new SpanFactor(network));
    INDArray directions = set.imagesOf(eye());
    NetworkJet fast = new JetPass(network, x, set, true, new Workspace(DataType.DOUBLE)).output();
    double[] laplacian = new double[POINTS];
    for (int r = 0; r < set.count(); r++) {
      Jet jet =
          new TaylorPass(network, Jet.line(x, directions.getRow(r, true).dup('f'), 2)).output();
      double[] first = HostArrays.copy(jet.coefficient(1));
      double[] second = HostArrays.copy(jet.coefficient(2));
      double[] along = HostArrays.copy(fast.alongDirections().getColumn(r).dup('f'));
      for (int i = 0; i < POINTS; i++) {
        laplacian[i] += 2 * second[i];
        assertEquals(first[i], along[i], 1e-12, "along direction " + r);
      }
    }
    Jet field = new TaylorPass(network, Jet.line(x, x, 2)).output();
    assertClose(HostArrays.copy(field.coefficient(0)), fast.value(), "value");
    assertClose(HostArrays.copy(field.coefficient(1)), fast.alongField(), "along the field");
    assertClose(laplacian, fast.laplacian(), "Laplacian");
  }

  private static INDArray eye() {
    return org.nd4j.linalg.factory.Nd4j.eye(D).castTo(DataType.DOUBLE).dup('f');
  }

  private static void assertClose(double[] expected, double[] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-11, what);
    }
  }

  /** p(k) partitions of k, whose terms' coefficients sum to 2^(k − 1), the compositions of k. */
  @Test
  void theTableHasEveryPartitionOnce() {
    int[] partitions = {1, 1, 2, 3, 5, 7, 11};
    FaaDiBruno table = FaaDiBruno.to(ORDER);
    for (int k = 0; k <= ORDER; k++) {
      List<FaaDiBruno.Term> terms = table.terms().get(k);
      assertEquals(partitions[k], terms.stream().map(FaaDiBruno.Term::powers).distinct().count());
      assertEquals(
          k == 0 ? 1 : 1 << (k - 1),
          terms.stream().mapToDouble(FaaDiBruno.Term::coefficient).sum(),
          1e-12);
    }
    assertEquals(
        Arrays.asList(
            new FaaDiBruno.Term(1, 1, List.of(0, 1)), new FaaDiBruno.Term(2, 1, List.of(2, 0))),
        table.terms().get(2));
  }
}
