package org.sdze.optimizer.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;

/** The contract of blocks of rows: any two of one parameter, of whatever kinds, can meet. */
class RowBlockTest {

  private static final RandomKey KEY = RandomKey.root(33);
  private static final int IN = 4;
  private static final int OUT = 3;

  private final DenseNetwork network =
      TestNetworks.create(DataType.DOUBLE, Activation.TANH, KEY.index(0), IN, OUT);
  private final INDArray weights = network.parameters().get(0);
  private final INDArray bias = network.parameters().get(1);

  private static INDArray gaussian(int key, long rows, long columns) {
    return TestNetworks.gaussian(KEY.index(key), DataType.DOUBLE, rows, columns);
  }

  private static int[] all(int columns) {
    return IntStream.range(0, columns).toArray();
  }

  private OuterRows outer(int key, int samples) {
    return new OuterRows(
        network.wide(0),
        new HeldPoints(gaussian(key, samples, IN)),
        gaussian(key + 1, samples, OUT));
  }

  /** Every kind, of a weight matrix or of a bias, each with another number of rows. */
  private List<RowBlock> kinds(boolean ofBias) {
    if (ofBias) {
      return List.of(
          new ExplicitRows(bias, gaussian(1, 5, OUT), all(OUT)),
          new ExplicitRows(bias, gaussian(2, 4, OUT), all(OUT)),
          new ExplicitRows(bias, gaussian(3, 2, 2), new int[] {0, 2}));
    }
    RowBlock some = new ExplicitRows(weights, gaussian(7, 3, 2L * IN), new int[] {1, 2});
    return List.of(
        outer(1, 5),
        new ExplicitRows(weights, gaussian(3, 4, (long) IN * OUT), all(OUT)),
        some,
        new StackedRows(
            List.of(
                new StackedRows.Part(outer(4, 2), 0.5, 0, 2),
                new StackedRows.Part(some, 3, 2, 5))));
  }

  private long samples(RowBlock block) {
    return block.multiply(zeroOf(block)).rows();
  }

  private INDArray zeroOf(RowBlock block) {
    if (block instanceof StackedRows stack) {
      return zeroOf(stack.parts().get(0).block());
    }
    return block instanceof OuterRows ? weights.mul(0) : ((ExplicitRows) block).parameter().mul(0);
  }

  /** J, {@code [n, length]}, row by row. */
  private INDArray written(RowBlock block) {
    int n = (int) samples(block);
    INDArray jacobian = Nd4j.zeros(DataType.DOUBLE, n, zeroOf(block).length()).dup('f');
    for (int i = 0; i < n; i++) {
      INDArray pick = Nd4j.zeros(DataType.DOUBLE, n, 1).dup('f');
      pick.putScalar(i, 0, 1);
      ParameterGradient row = block.combine(pick);
      INDArray tile =
          Nd4j.createUninitialized(DataType.DOUBLE, new long[] {row.rows(), row.columns()}, 'f');
      row.read(0, row.rows(), tile);
      jacobian.putRow(i, tile.reshape('f', 1, tile.length()));
    }
    return jacobian;
  }

  private INDArray gram(RowBlock first, RowBlock second) {
    INDArray kernel = Nd4j.ones(DataType.DOUBLE, samples(first), samples(second)).dup('f');
    first.addGram(second, kernel);
    return kernel.subi(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyTwoKindsMeet(boolean ofBias) {
    for (RowBlock first : kinds(ofBias)) {
      for (RowBlock second : kinds(ofBias)) { // another object, so that nothing is halved
        INDArray expected = written(first).mmul(written(second).transpose());
        assertEquals(
            0,
            gram(first, second).sub(expected).amaxNumber().doubleValue(),
            1e-12,
            first.getClass() + " " + second.getClass());
      }
      INDArray own = gram(first, first);
      INDArray symmetric = Triangles.mirror(own); // only the lower triangle counts
      INDArray expected = written(first).mmul(written(first).transpose());
      assertEquals(0, symmetric.sub(expected).amaxNumber().doubleValue(), 1e-12);
    }
  }

  /** The fast ways are what the general one says. */
  @Test
  void whatKindsKnowOfEachOtherIsTheGeneralProduct() {
    for (RowBlock first : kinds(false)) {
      for (RowBlock second : kinds(false)) {
        RowBlock plain =
            new RowBlock() {
              @Override
              public ParameterGradient combine(INDArray weights) {
                return first.combine(weights);
              }

              @Override
              public INDArray multiply(INDArray vector) {
                return first.multiply(vector);
              }
            };
        INDArray kernel = Nd4j.zeros(DataType.DOUBLE, samples(first), samples(second)).dup('f');
        plain.addGram(second, kernel);
        assertEquals(0, kernel.sub(gram(first, second)).amaxNumber().doubleValue(), 1e-12);
      }
    }
  }

  private SampleRows term(int key, int samples) {
    INDArray credits = gaussian(key, samples, OUT);
    return new SampleRows(
        network,
        gaussian(key + 1, samples, 1).toDoubleVector(),
        List.of(
            new OuterRows(network.wide(0), new HeldPoints(gaussian(key + 2, samples, IN)), credits),
            new ExplicitRows(bias, credits, all(OUT)),
            new ExplicitRows(network.parameters().get(2), gaussian(key + 3, samples, OUT), all(1)),
            new ExplicitRows(network.parameters().get(3), gaussian(key + 4, samples, 1), all(1))),
        new Workspace(DataType.DOUBLE));
  }

  private INDArray jacobian(SampleRows rows, int of) {
    return written(rows.blocks().get(of));
  }

  /** Rows of a term with weight w and n of N rows are √(w N / n) times as long. */
  @Test
  void termsAreStackedWithTheirWeights() {
    SampleRows first = term(10, 2);
    SampleRows second = term(20, 4);
    double[] weights = {1, 100};
    double[] factors = {Math.sqrt(1 * 6 / 2.0), Math.sqrt(100 * 6 / 4.0)};
    SampleRows stack =
        ResidualRows.stacked(
                List.of(ResidualRows.squared(first), ResidualRows.squared(second)), weights)
            .first();
    double loss = 0;
    for (int i = 0; i < 6; i++) {
      SampleRows term = i < 2 ? first : second;
      int t = i < 2 ? 0 : 1;
      assertEquals(factors[t] * term.residuals()[i - 2 * t], stack.residuals()[i], 1e-12);
      loss += weights[t] * Math.pow(term.residuals()[i - 2 * t], 2) / (t == 0 ? 2 : 4);
    }
    assertEquals(loss, ResidualRows.squared(stack).loss(), 1e-10 * loss);
    INDArray gram = Nd4j.zeros(DataType.DOUBLE, 6, 6);
    double[] alpha = {0.3, -1, 2, 0.1, 0.7, -0.4};
    List<ParameterGradient> combined = stack.combine(alpha).parameters();
    for (int k = 0; k < 4; k++) {
      INDArray j =
          Nd4j.vstack(jacobian(first, k).mul(factors[0]), jacobian(second, k).mul(factors[1]));
      gram.addi(j.mmul(j.transpose()));
      INDArray expected = Nd4j.create(alpha, new long[] {1, 6}, 'f').mmul(j);
      ParameterGradient gradient = combined.get(k);
      INDArray before = network.parameters().get(k).dup('f');
      gradient.step(0.1);
      INDArray change = before.sub(network.parameters().get(k)).divi(0.1).dup('f');
      assertEquals(
          0,
          change.reshape('f', 1, change.length()).sub(expected).amaxNumber().doubleValue(),
          1e-12);
    }
    assertEquals(0, stack.gram(stack).sub(gram).amaxNumber().doubleValue(), 1e-10);
  }

  /** A term whose residual is exact beside one of two halves: its own product is symmetric. */
  @Test
  void anExactTermMayStandBesideOneOfTwoHalves() {
    ResidualRows exact = ResidualRows.squared(term(10, 2));
    ResidualRows halves = new ResidualRows(term(20, 3), term(30, 3));
    ResidualRows stack = ResidualRows.stacked(List.of(exact, halves), new double[] {2, 1});
    INDArray expected = Nd4j.zeros(DataType.DOUBLE, 5, 5);
    for (int k = 0; k < 4; k++) {
      expected.addi(jacobian(stack.second(), k).mmul(jacobian(stack.first(), k).transpose()));
    }
    INDArray gram = stack.second().gram(stack.first());
    assertEquals(0, gram.sub(expected).amaxNumber().doubleValue(), 1e-11);
    assertEquals(
        Stream.of(exact, halves).mapToDouble(ResidualRows::loss).sum() + exact.loss(),
        stack.loss(),
        1e-11);
  }
}
