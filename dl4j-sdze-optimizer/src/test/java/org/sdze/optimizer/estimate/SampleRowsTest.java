package org.sdze.optimizer.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;

/** Rows that are written out, against products of the whole Jacobian. */
class SampleRowsTest {

  private static final RandomKey KEY = RandomKey.root(31);
  private static final int N = 5;

  private final DenseNetwork network =
      TestNetworks.create(DataType.DOUBLE, Activation.TANH, KEY.index(0), 4, 3);
  private final double[] residuals = {1, -2, 0.5, 3, -1};
  private final Workspace workspace = new Workspace(DataType.DOUBLE);

  /** Rows of all columns but the middle one of the first layer. */
  private SampleRows rows(RandomKey key) {
    List<RowBlock> blocks = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      int[] columns =
          blocks.isEmpty() ? new int[] {0, 2} : IntStream.range(0, parameter.columns()).toArray();
      blocks.add(
          new ExplicitRows(
              parameter,
              TestNetworks.gaussian(
                  key.index(blocks.size()),
                  DataType.DOUBLE,
                  N,
                  (long) parameter.rows() * columns.length),
              columns));
    }
    return new SampleRows(network, residuals, blocks, workspace);
  }

  /** J, {@code [N, P]}, the coordinates of each parameter in 'f' order. */
  private static INDArray jacobian(SampleRows rows) {
    List<INDArray> parts = new ArrayList<>();
    for (RowBlock block : rows.blocks()) {
      ExplicitRows explicit = (ExplicitRows) block;
      INDArray part = Nd4j.zeros(DataType.DOUBLE, N, explicit.parameter().length()).dup('f');
      long height = explicit.parameter().rows();
      for (int k = 0; k < explicit.columns().length; k++) {
        for (int i = 0; i < height; i++) {
          part.getColumn(explicit.columns()[k] * height + i)
              .assign(explicit.rows().getColumn(k * height + i));
        }
      }
      parts.add(part);
    }
    return Nd4j.hstack(parts);
  }

  private static INDArray flat(List<INDArray> parameters) {
    return Nd4j.vstack(
        parameters.stream()
            .map(array -> array.dup('f').reshape('f', array.length(), 1))
            .toArray(INDArray[]::new));
  }

  private static List<INDArray> read(GradientEstimate gradient) {
    return gradient.parameters().stream()
        .map(
            parameter -> {
              INDArray tile =
                  Nd4j.createUninitialized(
                      DataType.DOUBLE, new long[] {parameter.rows(), parameter.columns()}, 'f');
              for (long row = 0; row < parameter.rows(); row++) { // the smallest tiles
                INDArray part =
                    Nd4j.createUninitialized(
                        DataType.DOUBLE, new long[] {1, parameter.columns()}, 'f');
                parameter.read(row, row + 1, part);
                tile.getRow(row).assign(part.reshape(parameter.columns()));
              }
              return tile;
            })
        .toList();
  }

  @Test
  void gramIsTheProductOfTheJacobians() {
    SampleRows first = rows(KEY.index(1));
    SampleRows second = rows(KEY.index(2));
    INDArray expected = jacobian(first).mmul(jacobian(second).transpose());
    assertEquals(0, TestNetworks.relativeDifference(first.gram(second), expected), 1e-14);
  }

  @Test
  void ownGramIsSymmetricToTheBit() {
    SampleRows rows = rows(KEY.index(1));
    INDArray gram = rows.gram(rows).dup('f');
    INDArray j = jacobian(rows);
    assertEquals(0, TestNetworks.relativeDifference(gram, j.mmul(j.transpose())), 1e-14);
    assertArrayEquals(HostArrays.copy(gram), HostArrays.copy(gram.transpose().dup('f')));
  }

  @Test
  void combinationsAndProductsAreThoseOfTheJacobian() {
    SampleRows rows = rows(KEY.index(1));
    double[] weights = {0.3, -1, 2, 0.7, 0.1};
    INDArray column = Nd4j.create(weights, new long[] {N, 1}, 'f');
    INDArray expected = jacobian(rows).transpose().mmul(column);
    List<INDArray> gradient = read(rows.combine(weights));
    assertEquals(0, TestNetworks.relativeDifference(flat(gradient), expected), 1e-14);
    assertEquals(0, gradient.get(0).getColumn(1).norm2Number().doubleValue());
    double[] product = rows.multiply(TestNetworks.copy(network));
    INDArray multiplied = jacobian(rows).mmul(flat(network.parameters()));
    assertArrayEquals(HostArrays.copy(multiplied), product, 1e-13);
  }

  @Test
  void aStepSubtractsTheGradientAndMovesTheVersion() {
    SampleRows rows = rows(KEY.index(1));
    double[] weights = {0.3, -1, 2, 0.7, 0.1};
    INDArray gradient = flat(read(rows.combine(weights)));
    INDArray expected = flat(network.parameters()).sub(gradient.mul(0.25));
    long version = network.version();
    rows.combine(weights).step(0.25);
    assertEquals(0, TestNetworks.relativeDifference(flat(network.parameters()), expected), 1e-14);
    assertNotEquals(version, network.version());
  }

  @Test
  void subtractingByRowsEqualsAStep() {
    DenseNetwork twin = TestNetworks.create(DataType.DOUBLE, Activation.TANH, KEY.index(0), 4, 3);
    INDArray gradient = TestNetworks.gaussian(KEY.index(9), DataType.DOUBLE, 4, 3);
    INDArray weights = network.entrance().weights();
    ParameterGradient byRows = new ExplicitGradient(weights, gradient.dup('f'));
    for (int row = 0; row < 4; row++) {
      INDArray tile = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {1, 3}, 'f');
      byRows.read(row, row + 1L, tile);
      byRows.subtract(row, row + 1L, tile);
    }
    INDArray whole = twin.entrance().weights();
    new ExplicitGradient(whole, gradient.dup('f')).step(1);
    assertEquals(whole, weights);
  }

  @Test
  void lossIsTheMeanProductOfTheResiduals() {
    SampleRows first = rows(KEY.index(1));
    ResidualRows squared = ResidualRows.squared(first);
    assertTrue(squared.isSquared());
    assertEquals(Arrays.stream(residuals).map(r -> r * r).average().orElseThrow(), squared.loss());
    double[] others = {2, 1, 0, -1, 4};
    ResidualRows product =
        new ResidualRows(first, new SampleRows(network, others, first.blocks(), workspace));
    assertFalse(product.isSquared());
    assertEquals((2 - 2 + 0 - 3 - 4) / 5.0, product.loss());
  }
}
