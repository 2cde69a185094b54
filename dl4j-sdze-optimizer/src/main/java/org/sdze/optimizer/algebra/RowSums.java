package org.sdze.optimizer.algebra;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Sums over the columns of a matrix with many of them, row by row, of numbers that are made of some
 * neighbouring columns: tile by tile on Java's heap, some tiles' numbers in single precision, what
 * they come to in double. The bits do not depend on the number of threads.
 */
public final class RowSums {

  /** Rows and numbers of a tile: some ten such arrays stay in the second cache. */
  private static final int ROWS = 512;

  private static final int NUMBERS = 1 << 13;

  /** The same of few rows, where a tile has many columns: most of its arrays in the first cache. */
  private static final int FEW_ROWS = 64;

  private static final int FEW_NUMBERS = 1 << 11;

  /** Tiles that one thread adds up, at most: as many numbers are added in single precision. */
  private static final int GROUP = 32;

  /** Of each thread, with arrays of their own: some, so that one that is kept waiting has fewer. */
  private static final int WORKERS = 4;

  /** Groups of tiles that are wanted where there are so many: some for each thread. */
  private static final int GROUPS = 8;

  private RowSums() {}

  /** Adds the numbers of a tile. */
  @FunctionalInterface
  public interface Tile {
    /**
     * Adds them to the sums in their places, by {@link RowSums#add} or otherwise.
     *
     * @param column the first one's number
     * @param count columns to add
     * @param rows of the tile
     * @param numbers of {@code count} columns and, behind them, of those that the last one needs
     * @param sums to add to, {@code [sums]} arrays as long as the tile: a loop along few rows would
     *     be slow
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
    int width =
        Math.max(1, Math.min(columns, (height <= FEW_ROWS ? FEW_NUMBERS : NUMBERS) / height));
    int tiles = (columns + width - 1) / width;
    int group = width * Math.max(1, Math.min(GROUP, tiles / GROUPS));
    int groups = (columns + group - 1) / group;
    double[][][] parts = new double[blocks * groups][sums][height];
    int workers = Math.min(parts.length, WORKERS * SideBySide.threads());
    Workers.run(
        workers,
        worker -> {
          float[] own = new float[(width + overlap) * height];
          float[][] lent = new float[scratch][own.length];
          float[][] added = new float[sums][width * height];
          for (int part = worker; part < parts.length; part += workers) {
            int row = part % blocks * height;
            int rows = Math.min(height, n - row);
            int end = Math.min(columns, part / blocks * group + group);
            for (float[] each : added) {
              Arrays.fill(each, 0);
            }
            for (int from = part / blocks * group; from < end; from += width) {
              int count = Math.min(width, end - from);
              copy(numbers, n, from, count + overlap, row, rows, own);
              tile.addTo(from, count, rows, own, added, lent);
            }
            for (int k = 0; k < sums; k++) {
              addColumns(added[k], width, rows, parts[part][k]);
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

  /** Some rows of some columns of a matrix with {@code n} rows. */
  private static void copy(
      FloatBuffer numbers, int n, int column, int count, int row, int rows, float[] out) {
    if (rows == n) { // one piece
      numbers.get(column * n, out, 0, count * n);
      return;
    }
    for (int j = 0; j < count; j++) {
      numbers.get((column + j) * n + row, out, j * rows, rows);
    }
  }

  private static void addColumns(float[] added, int width, int rows, double[] sums) {
    for (int i = 0; i < width * rows; i += rows) {
      for (int j = 0; j < rows; j++) {
        sums[j] += added[i + j];
      }
    }
  }

  /** ‖a_i‖², {@code [n]}, of a matrix that {@link #suit}s. */
  public static double[] squares(INDArray matrix) {
    return of(
        matrix,
        1,
        0,
        0,
        (column, count, rows, numbers, sums, scratch) ->
            addSquares(numbers, sums[0], count * rows))[0];
  }

  /** sums ← sums + a ∘ a. */
  public static void addSquares(float[] a, float[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += a[i] * a[i];
    }
  }

  /** sums ← sums + factors ∘ a. */
  public static void add(float[] factors, float[] a, float[] sums, int length) {
    for (int i = 0; i < length; i++) {
      sums[i] += factors[i] * a[i];
    }
  }

  /** A number a column, from a column on, in all rows of a tile. */
  public static void spread(FloatBuffer numbers, int column, int count, int rows, float[] out) {
    for (int j = 0; j < count; j++) {
      Arrays.fill(out, j * rows, (j + 1) * rows, numbers.get(column + j));
    }
  }
}
