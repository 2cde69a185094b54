package org.sdze.pinn.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.pinn.domain.Domain;

/**
 * Test points, visited chunk by chunk. A few are kept; many are drawn again from their keys at
 * every visit into one buffer, so that their number costs no memory.
 */
public final class TestPoints {

  /** Numbers in a chunk. */
  static final long CHUNK_NUMBERS = 1L << 22;

  // Every chunk reads the first layer once. Where it would have few rows it may be larger: 128 MiB
  // in single precision, or an eighth of the first layer.
  private static final int WORTHWHILE_ROWS = 32;
  private static final long LARGEST_CHUNK = 1L << 25;
  private static final int PART_OF_LAYER = 8;

  private static final long KEPT_NUMBERS = 1L << 25;

  private final Domain domain;
  private final RandomKey key;
  private final int count;
  private final int chunkRows;
  private final INDArray buffer; // [chunkRows · d]
  private final boolean isKept;
  private final List<INDArray> kept = new ArrayList<>();

  /**
   * Points of a domain.
   *
   * @param key names them: chunk k is drawn from {@code key.index(k)}
   * @param count how many
   * @param width the most numbers that a point becomes in a network's layers
   */
  public TestPoints(Domain domain, RandomKey key, int count, int width, DataType dataType) {
    this.domain = domain;
    this.key = key;
    this.count = count;
    long d = domain.dimension();
    this.chunkRows = (int) Math.max(1, Math.min(count, rows(d, width)));
    this.isKept = count * d <= KEPT_NUMBERS;
    this.buffer =
        isKept
            ? Nd4j.empty(dataType)
            : Nd4j.createUninitialized(dataType, new long[] {chunkRows * d}, 'f');
  }

  /** The most rows of a chunk. */
  static long rows(long dimension, int width) {
    long affordable = Math.max(LARGEST_CHUNK / dimension, width / PART_OF_LAYER);
    return Math.max(
        CHUNK_NUMBERS / Math.max(dimension, width), Math.min(WORTHWHILE_ROWS, affordable));
  }

  /** Hears of one chunk. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * Called for each chunk in turn.
     *
     * @param first the number of the chunk's first point
     * @param points {@code [rows, d]}, 'f' order; valid during the call
     */
    void visit(int first, INDArray points);
  }

  int count() {
    return count;
  }

  int chunkRows() {
    return chunkRows;
  }

  /** Visits all chunks. */
  public void forEachChunk(Visitor visitor) {
    forEachChunk(visitor, () -> false);
  }

  /**
   * Visits the chunks until that is given up.
   *
   * @param isGivenUp asked before each chunk
   * @return whether all were visited
   */
  public boolean forEachChunk(Visitor visitor, BooleanSupplier isGivenUp) {
    for (int first = 0, chunk = 0; first < count; first += chunkRows, chunk++) {
      if (isGivenUp.getAsBoolean()) {
        return false;
      }
      visitor.visit(first, chunk(chunk, Math.min(chunkRows, count - first)));
    }
    return true;
  }

  private INDArray chunk(int chunk, int rows) {
    if (chunk < kept.size()) {
      return kept.get(chunk);
    }
    long d = domain.dimension();
    INDArray points =
        isKept
            ? Nd4j.createUninitialized(buffer.dataType(), new long[] {rows, d}, 'f')
            : buffer.get(NDArrayIndex.interval(0, rows * d)).reshape('f', rows, d);
    domain.draw(key.index(chunk), points);
    if (isKept) {
      kept.add(points);
    }
    return points;
  }
}
