package org.sdze.optimizer.wide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.TestNetworks;
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

  @Test
  void whatIsNoMatrixIsRefused() {
    INDArray cube = Nd4j.zeros(DataType.FLOAT, 2, 2, 2);
    assertThrows(IllegalArgumentException.class, () -> new NdWideLayer(cube));
    assertThrows(IllegalArgumentException.class, () -> new HeldPoints(cube));
  }
}
