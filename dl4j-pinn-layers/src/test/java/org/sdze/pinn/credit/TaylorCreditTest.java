package org.sdze.pinn.credit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
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

/** Credit of order 4, two hidden layers and two outputs against differences in the parameters. */
class TaylorCreditTest {

  private static final RandomKey KEY = RandomKey.root(73);
  private static final int D = 3;
  private static final int POINTS = 2;
  private static final int ORDER = 4;
  private static final double MOVE = 4e-3;

  private final List<DenseLayer> layers = layers();
  private final INDArray x = TestNetworks.gaussian(KEY.index(50), DataType.DOUBLE, POINTS, D);
  private final INDArray v = TestNetworks.gaussian(KEY.index(51), DataType.DOUBLE, 1, D);

  private static List<DenseLayer> layers() {
    int[] widths = {D, 4, 3, 2};
    List<DenseLayer> layers = new ArrayList<>();
    for (int k = 0; k < 3; k++) {
      layers.add(
          new DenseLayer(
              "layer" + k,
              TestNetworks.gaussian(KEY.index(2L * k), DataType.DOUBLE, widths[k], widths[k + 1])
                  .divi(Math.sqrt(widths[k])),
              TestNetworks.gaussian(KEY.index(2L * k + 1), DataType.DOUBLE, 1, widths[k + 1])
                  .muli(0.5),
              k == 2 ? Activation.IDENTITY : k == 0 ? Activation.TANH : Activation.SINE));
    }
    return layers;
  }

  private TaylorPass pass() {
    List<List<Feed>> chain =
        IntStream.range(0, layers.size())
            .mapToObj(k -> k == 0 ? List.<Feed>of() : List.of(new Feed(k - 1, 0)))
            .toList();
    return new TaylorPass(layers, chain, Jet.line(x, v, ORDER));
  }

  /** r = Σ_k Σ_o g_k(o) N_k(o) with some g of every point, coefficient and output. */
  private static List<INDArray> outputs() {
    return IntStream.rangeClosed(0, ORDER)
        .mapToObj(k -> TestNetworks.gaussian(KEY.index(60 + k), DataType.DOUBLE, POINTS, 2))
        .toList();
  }

  private INDArray residuals() {
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, POINTS, 1);
    Jet out = pass().output();
    for (int k = 0; k <= ORDER; k++) {
      sum.addi(out.coefficient(k).mul(outputs().get(k)).sum(true, 1));
    }
    return sum;
  }

  /** A central difference of sixth order in one number of a parameter. */
  private INDArray derivative(INDArray parameter, int row, int column) {
    double[] weights = {45 / 60.0, -9 / 60.0, 1 / 60.0};
    double value = parameter.getDouble(row, column);
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, POINTS, 1);
    for (int step = 1; step <= 3; step++) {
      parameter.putScalar(row, column, value + step * MOVE);
      INDArray up = residuals();
      parameter.putScalar(row, column, value - step * MOVE);
      sum.addi(up.sub(residuals()).muli(weights[step - 1] / MOVE));
    }
    parameter.putScalar(row, column, value);
    return sum;
  }

  @Test
  void rowsAreTheDerivativesByEveryParameter() {
    List<INDArray> rows = TaylorCredit.rows(pass(), outputs(), MOVE);
    for (int k = 0; k < rows.size(); k++) {
      INDArray parameter = k % 2 == 0 ? layers.get(k / 2).weights() : layers.get(k / 2).bias();
      INDArray expected = rows.get(k).ulike();
      for (int j = 0; j < parameter.columns(); j++) {
        for (int i = 0; i < parameter.rows(); i++) {
          int at = j * parameter.rows() + i;
          expected
              .get(NDArrayIndex.all(), NDArrayIndex.interval(at, at + 1))
              .assign(derivative(parameter, i, j));
        }
      }
      assertEquals(0, TestNetworks.relativeDifference(rows.get(k), expected), 1e-9, "part " + k);
    }
  }

  /** The response to z_i itself, found by a curve that bends there, is the value's, i orders up. */
  @Test
  void aHigherCoefficientDoesWhatTheValueDoesLater() {
    for (int unit = 0; unit < 4; unit++) {
      Jet value = TaylorCredit.response(pass(), 0, unit, MOVE);
      for (int i = 1; i <= ORDER; i++) {
        for (int k = 0; k <= ORDER; k++) {
          INDArray expected =
              k < i ? value.coefficient(0).mul(0) : value.coefficient(k - i).dup('f');
          INDArray actual = response(unit, i).coefficient(k);
          assertEquals(
              0, actual.sub(expected).amaxNumber().doubleValue(), 1e-9, "order " + k + " by " + i);
        }
      }
    }
  }

  /** By differences in z_i of a network that begins at the first layer's pre-activations. */
  private Jet response(int unit, int i) {
    double[] weights = {45 / 60.0, -9 / 60.0, 1 / 60.0};
    List<INDArray> sums = new ArrayList<>();
    for (int step = 1; step <= 3; step++) {
      Jet up = fromFirst(unit, i, step * MOVE);
      Jet down = fromFirst(unit, i, -step * MOVE);
      for (int k = 0; k <= ORDER; k++) {
        INDArray term = up.coefficient(k).sub(down.coefficient(k)).muli(weights[step - 1] / MOVE);
        if (step == 1) {
          sums.add(term);
        } else {
          sums.get(k).addi(term);
        }
      }
    }
    return new Jet(sums);
  }

  private Jet fromFirst(int unit, int i, double move) {
    List<INDArray> z =
        new ArrayList<>(
            Jet.line(x, v, ORDER)
                .through(layers.get(0).weights(), layers.get(0).bias())
                .coefficients());
    z.get(i).getColumn(unit).addi(move);
    DenseLayer identity =
        new DenseLayer(
            "as it is",
            Nd4j.eye(4).castTo(DataType.DOUBLE).dup('f'),
            Nd4j.zeros(DataType.DOUBLE, 1, 4),
            layers.get(0).activation());
    return new TaylorPass(
            List.of(identity, layers.get(1), layers.get(2)),
            List.of(List.of(), List.of(new Feed(0, 0)), List.of(new Feed(1, 0))),
            new Jet(z))
        .output();
  }
}
