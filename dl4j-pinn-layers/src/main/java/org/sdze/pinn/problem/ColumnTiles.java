package org.sdze.pinn.problem;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.Workspace;

/**
 * A walk over the columns of a matrix of points by tiles: intervals of columns, which in 'f' order
 * are contiguous, so that no array beside the points is larger than a tile.
 *
 * <p>The buffers of a walk are lent by a pool that lives as long as the solution. Thread-safe.
 */
final class ColumnTiles {

  /**
   * Numbers in one buffer of a tile. A megabyte: the buffers stay in the third-level cache, where
   * an element-wise operation is up to four times as fast as in memory, and an operation's own cost
   * of some 8 µs still vanishes beside its work. OpenBLAS multiplies a row by such a tile on the
   * calling thread; above, its threads wake and then spin beside those of the next operation.
   */
  static final int NUMBERS = 1 << 18;

  /** Fewest columns of a tile: bounds the columns that are computed twice where tiles meet. */
  private static final int NARROWEST = 16;

  private final int dimension;
  private final int reach;
  private final int numbers;
  private final BufferPool pool = new BufferPool();

  /** What is done with the tiles of one walk. */
  @FunctionalInterface
  interface Visit {
    /** Adds a tile's part to the sums. */
    void accept(Tile tile, TileSums sums);
  }

  /**
   * Tiles of points in R^d.
   *
   * @param dimension d
   * @param reach how many neighbouring coordinates a term reads: term i reads i … i + reach − 1, so
   *     that there are d − reach + 1 terms and tiles overlap by reach − 1 columns
   * @param numbers the numbers in one buffer of a tile
   */
  ColumnTiles(int dimension, int reach, int numbers) {
    this.dimension = dimension;
    this.reach = reach;
    this.numbers = numbers;
  }

  /** The number of terms, d − reach + 1. */
  int terms() {
    return dimension - reach + 1;
  }

  /**
   * Visits all tiles from left to right and sums up.
   *
   * @param points {@code [n, d]}, float or double, 'f' order
   * @param sums how many sums the visits fill
   * @return the sums, {@code [sums][n]}
   * @throws IllegalArgumentException if the points are anything else
   */
  // The scope is closed, not read: buffers that outlive the call must belong to no workspace.
  @SuppressWarnings("try")
  double[][] sum(INDArray points, int sums, Visit visit) {
    check(points);
    Workspace buffers = pool.take(points.dataType());
    try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
      int width = width(points.rows());
      int overlap = reach - 1;
      TileSums collected =
          new TileSums(sums, points.rows(), width + overlap, width == terms(), buffers);
      for (long from = 0; from < terms(); from += width) {
        long to = Math.min(terms(), from + width);
        INDArray columns = view(points, from, to + overlap);
        boolean last = to == terms();
        visit.accept(new Tile(columns, buffers, from, to, width, overlap, last), collected);
      }
      return collected.read();
    } finally {
      pool.giveBack(buffers);
    }
  }

  /** Terms in a tile, all tiles of about the same width. */
  private int width(int rows) {
    int most = Math.max(NARROWEST, numbers / rows);
    int tiles = (terms() - 1) / most + 1;
    return (terms() - 1) / tiles + 1;
  }

  /** Columns from … to − 1. */
  static INDArray view(INDArray matrix, long from, long to) {
    return from == 0 && to == matrix.columns()
        ? matrix
        : matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }

  /** Refuses points that are not a float or double matrix with d columns in 'f' order. */
  void check(INDArray points) {
    DataType type = Argument.given("points", points).dataType();
    boolean fits =
        points.rank() == 2
            && points.columns() == dimension
            && (type == DataType.FLOAT || type == DataType.DOUBLE)
            && (points.ordering() == 'f' || points.isVector());
    if (!fits) {
      throw Argument.refused(
          "points must be a matrix with %d columns, float or double, 'f' order, was %s %s, '%s' order",
          dimension, type, Arrays.toString(points.shape()), points.ordering());
    }
  }
}
