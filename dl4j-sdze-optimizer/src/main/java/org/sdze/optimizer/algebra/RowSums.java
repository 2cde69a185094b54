package org.sdze.optimizer.algebra;

import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums over the columns of a matrix with many of them, row by row, of numbers that are made of some
 * neighbouring columns: tile by tile on Java's heap, in single precision within a tile and in
 * double from tile to tile. The bits do not depend on the number of threads.
 */
public final class RowSums {

  /** Rows and numbers of a tile: some ten such arrays stay in the second cache. */
  private static final int ROWS = 512;

  private static final int NUMBERS = 1 << 13;

  /** Tiles that one thread adds up. */
  private static final int GROUP = 8;

  private RowSums() {}

  /** Adds the numbers of a tile. */
  @FunctionalInterface
  public interface Tile {
    /**
     * Adds them, column by column.
     *
     * @param column the first one's number
     * @param count columns to add
     * @param rows of the tile
     * @param numbers of {@code count} columns and, behind them, of those that the last one needs
     * @param sums to add to, {@code [sums][rows]}
     * @param scratch as many arrays as were asked for, as long as {@code numbers}
     */
    void addTo(int column, int count, int rows, float[] numbers, float[][] sums, float[][] scratch);
  }

  /** Whether a matrix can be worked on so: on this processor, float, 'f' order, without gaps. */
  public static boolean suit(INDArray matrix) {
    return matrix.rank() == 2
        && matrix.dataType() == DataType.FLOAT
        && matrix.length() < Integer.MAX_VALUE
        && HostTiles.suit(matrix)
        && (matrix.ordering() == 'f' || matrix.rows() == 1);
  }

  /**
   * The sums over all columns but the last ones.
   *
   * @param matrix {@code [n, d]}, that {@link #suit}s
   * @param sums how many
   * @param overlap how many columns behind its own a tile sees
   * @param scratch how many arrays the work asks for
   * @return {@code [sums][n]}
   */
  public static double[][] of(INDArray matrix, int sums, int overlap, int scratch, Tile tile) {
    int n = matrix.rows();
    int columns = matrix.columns() - overlap;
    FloatBuffer numbers = matrix.data().asNioFloat();
    int height = Math.min(n, ROWS);
    int blocks = (n + height - 1) / height;
    int width = Math.max(1, Math.min(columns, NUMBERS / height));
    int group = width * GROUP;
    int groups = (columns + group - 1) / group;
    double[][][] parts = new double[blocks * groups][sums][height];
    IntStream.range(0, parts.length)
        .parallel()
        .forEach(
            part -> {
              int row = part % blocks * height;
              int rows = Math.min(height, n - row);
              int end = Math.min(columns, part / blocks * group + group);
              float[] own = new float[(width + overlap) * height];
              float[][] lent = new float[scratch][own.length];
              float[][] added = new float[sums][height];
              for (int from = part / blocks * group; from < end; from += width) {
                int count = Math.min(width, end - from);
                for (int j = 0; j < count + overlap; j++) {
                  numbers.get((from + j) * n + row, own, j * rows, rows);
                }
                tile.addTo(from, count, rows, own, added, lent);
                for (int k = 0; k < sums; k++) {
                  flush(added[k], parts[part][k]);
                }
              }
            });
    double[][] all = new double[sums][n];
    for (int part = 0; part < parts.length; part++) {
      int row = part % blocks * height;
      for (int k = 0; k < sums; k++) {
        for (int i = 0; i < Math.min(height, n - row); i++) {
          all[k][row + i] += parts[part][k][i];
        }
      }
    }
    return all;
  }

  private static void flush(float[] from, double[] to) {
    for (int i = 0; i < from.length; i++) {
      to[i] += from[i];
      from[i] = 0;
    }
  }

  /** ‖a_i‖², {@code [n]}, of a matrix that {@link #suit}s. */
  public static double[] squares(INDArray matrix) {
    return of(
        matrix,
        1,
        0,
        0,
        (column, count, rows, numbers, sums, scratch) -> {
          for (int j = 0; j < count; j++) {
            addSquares(numbers, j * rows, sums[0], rows);
          }
        })[0];
  }

  /** sum ← sum + a ∘ a, a from a place on. */
  public static void addSquares(float[] a, int from, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += a[from + i] * a[from + i];
    }
  }

  /** sum ← sum + c a, a from a place on. */
  public static void add(float c, float[] a, int from, float[] sum, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += c * a[from + i];
    }
  }
}
