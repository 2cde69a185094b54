package org.sdze.pinn.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.UnitBall;

class TestPointsTest {

  private static final RandomKey KEY = RandomKey.root(1);

  /** d = 2^19: 32 rows a chunk, 70 points, more than are kept. */
  @Test
  void pointsThatAreNotKeptAreTheSameAtEveryVisit() {
    int dimension = 1 << 19;
    TestPoints points = new TestPoints(new UnitBall(dimension), KEY, 70, 8, DataType.FLOAT);
    assertEquals(32, points.chunkRows());
    List<Double> first = sums(points);
    assertEquals(3, first.size());
    assertEquals(first, sums(points));
  }

  @Test
  void keptPointsAreTheSameAtEveryVisitAndCoverTheCount() {
    TestPoints points = new TestPoints(new UnitBall(3), KEY, 20_000, 1 << 9, DataType.FLOAT);
    List<Integer> firsts = new ArrayList<>();
    points.forEachChunk(
        (first, chunk) -> {
          firsts.add(first);
          assertTrue(chunk.rows() * (1L << 9) <= TestPoints.CHUNK_NUMBERS);
        });
    assertEquals(List.of(0, 8192, 16384), firsts);
    assertEquals(sums(points), sums(points));
  }

  /** Of 2²² numbers, or of 2²⁵ or an eighth of the first layer where that is 32 rows or fewer. */
  @Test
  void aChunkOfManyDimensionsHasRowsEnoughForItsProduct() {
    assertEquals(41_943, TestPoints.rows(100, 64));
    assertEquals(32, TestPoints.rows(1_000_000, 64));
    assertEquals(16, TestPoints.rows(10_000_000, 128));
    assertEquals(3, TestPoints.rows(10_000_000, 16));
  }

  private static List<Double> sums(TestPoints points) {
    List<Double> sums = new ArrayList<>();
    points.forEachChunk(
        (first, chunk) -> {
          INDArray column = chunk.getColumn(chunk.columns() - 1);
          sums.add(column.sumNumber().doubleValue() + chunk.getDouble(0, 0));
        });
    return sums;
  }
}
