package org.sdze.optimizer.wide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.algebra.RankUpdates;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

class NdWideLayerTest extends WideLayerContract {

  private static final RandomKey KEY = RandomKey.root(84);

  @Override
  protected WideLayer layer(INDArray weights) {
    return new NdWideLayer(weights);
  }

  @Override
  protected PointBatch held(INDArray vectors) {
    return new HeldPoints(vectors);
  }

  @Override
  protected PointBatch drawn(RandomKey key, long count, long dimension, DataType type) {
    return new ByColumn(key, count, dimension, type);
  }

  /** Standard normal numbers, of which each column has its key: never whole. */
  private record ByColumn(RandomKey key, long count, long dimension, DataType dataType)
      implements PointBatch {
    @Override
    public INDArray columns(long from, long to) {
      INDArray columns = Nd4j.createUninitialized(dataType, new long[] {count, to - from}, 'f');
      for (long j = from; j < to; j++) {
        KeyedDraws.gaussian(
            key.index(j),
            columns.get(NDArrayIndex.all(), NDArrayIndex.interval(j - from, j - from + 1)));
      }
      return columns;
    }

    @Override
    public long tile() {
      return 8;
    }
  }

  /** 70,000 rows of 64 numbers are more than one tile, of 2²¹ numbers or 2²². */
  @Test
  void tilesAddUpToTheWhole() {
    INDArray weights = TestNetworks.gaussian(KEY, DataType.FLOAT, 70_000, 64);
    WideLayer layer = new NdWideLayer(weights);
    INDArray before = weights.castTo(DataType.DOUBLE);
    INDArray gram = before.transpose().mmul(before);
    assertEquals(0, TestNetworks.relativeDifference(layer.gram(), gram), 1e-12);
    INDArray dots = before.mul(before).sum(true, 0);
    assertEquals(
        0,
        TestNetworks.relativeDifference(layer.columnDots(weights).castTo(DataType.DOUBLE), dots),
        1e-5);
    INDArray m = TestNetworks.gaussian(KEY.index(1), DataType.DOUBLE, 64, 64);
    layer.add(0.5, List.of(new WideChange.Combination(m)));
    INDArray expected = before.add(before.mmul(m).mul(0.5));
    assertEquals(
        0, TestNetworks.relativeDifference(weights.castTo(DataType.DOUBLE), expected), 1e-6);
  }

  /** Held to the formula in double. */
  @Test
  void aLargeMatrixIsChangedInOnePass() {
    INDArray weights = TestNetworks.gaussian(KEY.index(2), DataType.FLOAT, 70_001, 128);
    INDArray expected = weights.castTo(DataType.DOUBLE);
    HeldPoints x = new HeldPoints(TestNetworks.gaussian(KEY.index(3), DataType.FLOAT, 5, 70_001));
    HeldPoints y = new HeldPoints(TestNetworks.gaussian(KEY.index(4), DataType.FLOAT, 3, 70_001));
    INDArray first = TestNetworks.gaussian(KEY.index(5), DataType.FLOAT, 5, 128);
    INDArray second = TestNetworks.gaussian(KEY.index(6), DataType.FLOAT, 3, 128);
    INDArray factors = TestNetworks.gaussian(KEY.index(7), DataType.FLOAT, 1, 128);
    List<WideChange> changes =
        List.of(
            new WideChange.Outer(x, first),
            new WideChange.Outer(y, second),
            new WideChange.Columns(factors));
    assertTrue(
        RankUpdates.suit(weights, List.of(new RankUpdates.Product(x.vectors(), first))),
        "a matrix that is large enough");
    new NdWideLayer(weights).add(-0.5, changes);
    expected.muliRowVector(factors.castTo(DataType.DOUBLE).mul(-0.5).addi(1));
    expected.subi(product(x, first)).subi(product(y, second));
    assertEquals(
        0, TestNetworks.relativeDifference(weights.castTo(DataType.DOUBLE), expected), 1e-6);
    INDArray row = expected.getRow(70_000, true); // the last, of a tile that is smaller
    assertEquals(
        0,
        TestNetworks.relativeDifference(weights.getRow(70_000, true).castTo(DataType.DOUBLE), row),
        1e-6);
  }

  private static INDArray product(HeldPoints x, INDArray coefficients) {
    return x.vectors()
        .castTo(DataType.DOUBLE)
        .transpose()
        .mmul(coefficients.castTo(DataType.DOUBLE))
        .muli(0.5);
  }

  @Test
  void whatIsNoMatrixIsRefused() {
    INDArray cube = Nd4j.zeros(DataType.FLOAT, 2, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> new NdWideLayer(cube));
    assertThrows(IllegalArgumentException.class, () -> new HeldPoints(cube));
  }
}
