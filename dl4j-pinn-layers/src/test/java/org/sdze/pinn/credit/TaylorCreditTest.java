package org.sdze.pinn.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.Feed;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.TestNetworks;
import org.sdze.pinn.jet.Jet;
import org.sdze.pinn.jet.TaylorPass;

/** Credit along three lines and of two outputs against differences in the parameters. */
class TaylorCreditTest {

  private static final RandomKey KEY = RandomKey.root(73);
  private static final int D = 3;
  private static final int POINTS = 2;
  private static final int RESIDUALS = 2;
  private static final int[] ORDERS = {4, 1, 2};
  private static final double MOVE = 4e-3;

  /** Widths and feeds of layers. */
  @SuppressWarnings("ArrayRecordComponent") // read by tests, never compared
  record Shape(String name, int[][] sizes, Activation[] activations, List<List<Feed>> feeds) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Shape> shapes() {
    Activation tanh = Activation.TANH;
    Activation sine = Activation.SINE;
    Activation linear = Activation.IDENTITY;
    List<Feed> none = List.of();
    return Stream.of(
        new Shape(
            "one hidden layer",
            new int[][] {{D, 4}, {4, 2}},
            new Activation[] {tanh, linear},
            List.of(none, List.of(new Feed(0, 0)))),
        new Shape(
            "three hidden layers",
            new int[][] {{D, 4}, {4, 3}, {3, 4}, {4, 2}},
            new Activation[] {tanh, sine, tanh, linear},
            List.of(none, List.of(new Feed(0, 0)), List.of(new Feed(1, 0)), feed(2))),
        new Shape(
            "a residual block",
            new int[][] {{D, 4}, {4, 4}, {4, 4}, {4, 2}},
            new Activation[] {tanh, sine, tanh, linear},
            List.of(none, feed(0), List.of(new Feed(0, 0), new Feed(1, 0)), both(1, 2))),
        new Shape(
            "side by side, and one of them linear",
            new int[][] {{D, 3}, {D, 2}, {5, 3}, {8, 2}},
            new Activation[] {linear, tanh, sine, linear},
            List.of(
                none,
                none,
                List.of(new Feed(0, 0), new Feed(1, 3)),
                List.of(new Feed(2, 0), new Feed(0, 3), new Feed(1, 6)))));
  }

  private static List<Feed> feed(int source) {
    return List.of(new Feed(source, 0));
  }

  private static List<Feed> both(int a, int b) {
    return List.of(new Feed(a, 0), new Feed(b, 0));
  }

  private static List<DenseLayer> layers(Shape shape) {
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k < shape.sizes.length; k++) {
      int in = shape.sizes[k][0];
      int out = shape.sizes[k][1];
      layers.add(
          new DenseLayer(
              "layer" + k,
              TestNetworks.gaussian(KEY.index(2L * k), DataType.DOUBLE, in, out)
                  .divi(Math.sqrt(in)),
              TestNetworks.gaussian(KEY.index(2L * k + 1), DataType.DOUBLE, 1, out).muli(0.5),
              shape.activations[k]));
    }
    return layers;
  }

  private static Jet input() {
    INDArray x = TestNetworks.gaussian(KEY.index(50), DataType.DOUBLE, POINTS, D);
    INDArray axis = Nd4j.create(new double[] {0, 1, 0}, new long[] {1, D}, 'f');
    INDArray shared = TestNetworks.gaussian(KEY.index(51), DataType.DOUBLE, 1, D);
    INDArray own = TestNetworks.gaussian(KEY.index(52), DataType.DOUBLE, POINTS, D);
    return new Jet(
        x,
        List.of(
            new Jet.Line(ORDERS[0], List.of(shared)),
            new Jet.Line(ORDERS[1], List.of(axis)),
            new Jet.Line(ORDERS[2], List.of(own))));
  }

  /** ∂r by every point, line, coefficient and output: any numbers, since r is linear in them. */
  private static Jet by(int residual) {
    List<Jet.Line> lines = new ArrayList<>();
    for (int order : ORDERS) {
      List<INDArray> coefficients = new ArrayList<>();
      for (int k = 1; k <= order; k++) {
        coefficients.add(numbers(100L * residual + 10L * lines.size() + k));
      }
      lines.add(new Jet.Line(order, coefficients));
    }
    return new Jet(numbers(100L * residual + 99), lines);
  }

  private static INDArray numbers(long index) {
    return TestNetworks.gaussian(KEY.index(1_000 + index), DataType.DOUBLE, POINTS, 2);
  }

  /** r, {@code [E n, 1]}. */
  private static INDArray residuals(Shape shape, List<DenseLayer> layers) {
    Jet out = new TaylorPass(layers, shape.feeds, input()).output();
    List<INDArray> all = new ArrayList<>();
    for (int e = 0; e < RESIDUALS; e++) {
      Jet by = by(e);
      INDArray sum = out.value().mul(by.value()).sum(true, 1);
      for (int l = 0; l < ORDERS.length; l++) {
        for (int k = 1; k <= ORDERS[l]; k++) {
          INDArray left = out.lines().get(l).coefficient(k);
          sum.addi(left.mul(by.lines().get(l).coefficient(k)).sum(true, 1));
        }
      }
      all.add(sum);
    }
    return Nd4j.vstack(all);
  }

  /** A central difference of sixth order in one number of a parameter. */
  private static INDArray derivative(
      Shape shape, List<DenseLayer> layers, INDArray parameter, int row, int column) {
    double[] weights = {45 / 60.0, -9 / 60.0, 1 / 60.0};
    double value = parameter.getDouble(row, column);
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, RESIDUALS * POINTS, 1);
    for (int step = 1; step <= 3; step++) {
      parameter.putScalar(row, column, value + step * MOVE);
      INDArray up = residuals(shape, layers);
      parameter.putScalar(row, column, value - step * MOVE);
      sum.addi(up.sub(residuals(shape, layers)).muli(weights[step - 1] / MOVE));
    }
    parameter.putScalar(row, column, value);
    return sum;
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void rowsAreTheDerivativesByEveryParameter(Shape shape) {
    List<DenseLayer> layers = layers(shape);
    TaylorPass pass = new TaylorPass(layers, shape.feeds, input());
    List<INDArray> rows = new TaylorCredit(pass, List.of(by(0), by(1))).rows();
    for (int k = 0; k < rows.size(); k++) {
      INDArray parameter = k % 2 == 0 ? layers.get(k / 2).weights() : layers.get(k / 2).bias();
      INDArray expected = rows.get(k).ulike();
      for (int j = 0; j < parameter.columns(); j++) {
        for (int i = 0; i < parameter.rows(); i++) {
          int at = j * parameter.rows() + i;
          expected
              .get(NDArrayIndex.all(), NDArrayIndex.interval(at, at + 1))
              .assign(derivative(shape, layers, parameter, i, j));
        }
      }
      assertEquals(0, TestNetworks.relativeDifference(rows.get(k), expected), 1e-9, "part " + k);
    }
  }
}
