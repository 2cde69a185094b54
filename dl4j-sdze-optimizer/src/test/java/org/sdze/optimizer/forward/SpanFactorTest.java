package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.HeldPoints;

class SpanFactorTest {

  private static final RandomKey KEY = RandomKey.root(11);

  private static DenseNetwork network(DataType type, int dimension, int width) {
    return TestNetworks.create(type, Activation.TANH, KEY.index(0), dimension, width, 3);
  }

  private static INDArray product(DenseNetwork network) {
    INDArray weights = network.entrance().weights().castTo(DataType.DOUBLE);
    return weights.transpose().mmul(weights);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void factorIsTriangularAndItsSquareIsTheGramMatrix(DataType type) {
    DenseNetwork network = network(type, 40, 7);
    SpanFactor span = new SpanFactor(network);
    INDArray r = span.factor();
    // what is added to the diagonal is of relative size 1e-7 in float, 1e-14 in double
    double tolerance = type == DataType.FLOAT ? 1e-6 : 1e-12;
    assertEquals(
        0, TestNetworks.relativeDifference(r.transpose().mmul(r), product(network)), tolerance);
    assertEquals(
        0,
        TestNetworks.relativeDifference(
            r.mmul(span.inverse()), Nd4j.eye(7).castTo(DataType.DOUBLE)),
        1e-12);
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < i; j++) {
        assertEquals(0, r.getDouble(i, j));
        assertEquals(0, span.inverse().getDouble(i, j));
      }
    }
  }

  /** Those that came with the images hold until the weights are others. */
  @Test
  void normsAreThoseOfThePresentWeights() {
    DenseNetwork network = network(DataType.DOUBLE, 40, 7);
    SpanFactor span = new SpanFactor(network);
    INDArray points = TestNetworks.gaussian(KEY.index(5), DataType.DOUBLE, 3, 40);
    INDArray out = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {3, 7}, 'f');
    for (int step = 0; step < 3; step++) {
      INDArray weights = network.entrance().weights();
      double[] norms = HostArrays.copy(weights.mul(weights).sum(true, 0));
      assertArrayEquals(norms, HostArrays.copy(span.squaredNorms()), 1e-12);
      span.images(new HeldPoints(points), out);
      assertArrayEquals(
          HostArrays.copy(points.mmul(weights).dup('f')), HostArrays.copy(out), 1e-12);
      assertArrayEquals(norms, HostArrays.copy(span.squaredNorms()), 1e-12);
      weights.muli(1 + step);
      network.changed();
    }
  }

  @Test
  void dependentColumnsLeaveAFiniteFactor() {
    DenseNetwork network = network(DataType.DOUBLE, 20, 5);
    INDArray weights = network.entrance().weights();
    weights.getColumn(4).assign(weights.getColumn(1).mul(-2));
    SpanFactor span = new SpanFactor(network);
    assertFalse(span.inverse().isNaN().any());
    INDArray r = span.factor();
    assertEquals(
        0, TestNetworks.relativeDifference(r.transpose().mmul(r), product(network)), 1e-12);
  }

  @Test
  void zeroWeightsLeaveAFiniteFactor() {
    DenseNetwork network = network(DataType.DOUBLE, 20, 5);
    network.entrance().weights().assign(0);
    assertFalse(new SpanFactor(network).factor().isNaN().any());
  }

  /** W⁺ = W M − Xᵀ S, the product of which is compared with the recursion. */
  @Test
  void gramFollowsAStepWithoutReadingTheWeights() {
    DenseNetwork network = network(DataType.DOUBLE, 50, 6);
    SpanFactor span = new SpanFactor(network);
    span.gram();
    INDArray weights = network.entrance().weights();
    INDArray x = TestNetworks.gaussian(KEY.index(1), DataType.DOUBLE, 4, 50);
    INDArray s = TestNetworks.gaussian(KEY.index(2), DataType.DOUBLE, 4, 6);
    INDArray m = TestNetworks.gaussian(KEY.index(3), DataType.DOUBLE, 6, 6);
    INDArray xw = x.mmul(weights).dup('f');
    INDArray xx = x.mmul(x.transpose()).dup('f');
    INDArray moved = weights.mmul(m).subi(x.transpose().mmul(s));
    span.follow(m, xw, s, xx);
    weights.assign(moved);
    network.changed();
    INDArray followed = span.gram();
    assertEquals(0, TestNetworks.relativeDifference(followed, product(network)), 1e-12);
    // the recursion and the product agree, but not to the last bit: it was the recursion
    assertFalse(
        Arrays.equals(HostArrays.copy(new SpanFactor(network).gram()), HostArrays.copy(followed)));
    assertArrayEquals(HostArrays.copy(followed), HostArrays.copy(followed.transpose().dup('f')));
  }

  @Test
  void gramIsComputedAfreshWhenParametersChangedInAnotherWay() {
    DenseNetwork network = network(DataType.DOUBLE, 30, 4);
    SpanFactor span = new SpanFactor(network);
    assertSame(span.gram(), span.gram());
    INDArray before = span.gram().dup('f');
    network.entrance().weights().muli(2);
    network.changed();
    assertEquals(0, TestNetworks.relativeDifference(span.gram(), before.mul(4)), 1e-14);
    INDArray factor = span.factor().dup('f');
    network.entrance().weights().muli(3);
    network.changed();
    assertEquals(0, TestNetworks.relativeDifference(span.factor(), factor.mul(3)), 1e-12);
  }

  /** A factor that is stale when a step is followed must not be taken for the new one. */
  @Test
  void aStaleGramDoesNotFollow() {
    DenseNetwork network = network(DataType.DOUBLE, 30, 4);
    SpanFactor span = new SpanFactor(network);
    span.gram();
    network.entrance().weights().muli(2);
    network.changed();
    INDArray zero = Nd4j.zeros(DataType.DOUBLE, 2, 4).dup('f');
    INDArray none = Nd4j.zeros(DataType.DOUBLE, 2, 2).dup('f');
    span.follow(Nd4j.eye(4).castTo(DataType.DOUBLE).dup('f'), zero, zero, none);
    network.changed();
    assertTrue(TestNetworks.relativeDifference(span.gram(), product(network)) < 1e-14);
  }
}
