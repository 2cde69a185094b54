package org.sdze.optimizer.algebra;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Elementwise work on several arrays in one pass: tiles that stay in the first cache are copied to
 * Java's heap, where the compiler makes vector instructions of short loops, and what was made of
 * them is copied back. ND4J reads and writes memory once an operation instead.
 *
 * <p>On as many threads as ND4J's operations have. The bits do not depend on their number.
 */
public final class HostTiles {

  /** Numbers of a tile of one array. */
  static final int TILE = 2048;

  /** Numbers that a buffer of Java's covers, of which a double's has at most 2²⁸. */
  private static final long BUFFERED = 1 << 27;

  /** Below that a second thread does not pay. */
  private static final long SPLIT = 1 << 14;

  private HostTiles() {}

  /** Work on a tile in single precision. */
  @FunctionalInterface
  public interface Floats {
    /**
     * Does it.
     *
     * @param column the first number's column, counted from 0; 0 where tiles follow no columns
     * @param row the first number's row
     * @param tiles of every array, in their order, garbage in those that are written; more belong
     *     to the work, as it asked for
     * @param length numbers of the tile
     */
    void of(int column, int row, float[][] tiles, int length);
  }

  /** The same in double precision. */
  @FunctionalInterface
  public interface Doubles {
    /** As that of {@link Floats}. */
    void of(int column, int row, double[][] tiles, int length);
  }

  /**
   * Whether arrays can be worked on so: on this processor, float or double, all of one type and of
   * one length, without gaps and in one order.
   */
  public static boolean suit(INDArray... arrays) {
    INDArray first = arrays[0];
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && (first.dataType() == DataType.FLOAT || first.dataType() == DataType.DOUBLE)
        && Arrays.stream(arrays)
            .allMatch(
                array ->
                    array.dataType() == first.dataType()
                        && Arrays.equals(array.shape(), first.shape())
                        && array.ordering() == first.ordering()
                        && array.elementWiseStride() == 1);
  }

  /**
   * Reads numbers of an array that {@link #suit}s and is float, in the order in which they lie.
   *
   * @param from the first one's place
   */
  public static void get(INDArray array, long from, float[] numbers, int length) {
    new FloatPointer(array.data().addressPointer()).position(from).get(numbers, 0, length);
  }

  /**
   * Overwrites numbers of an array that {@link #suit}s, in the order in which they lie.
   *
   * @param from the first one's place
   * @param numbers in single precision
   */
  public static void put(INDArray array, long from, float[] numbers, int length) {
    if (array.dataType() == DataType.FLOAT) {
      new FloatPointer(array.data().addressPointer()).position(from).put(numbers, 0, length);
      return;
    }
    double[] wide = new double[length];
    for (int i = 0; i < length; i++) {
      wide[i] = numbers[i];
    }
    new DoublePointer(array.data().addressPointer()).position(from).put(wide, 0, length);
  }

  /**
   * Works on arrays that {@link #suit}, number by number.
   *
   * @param read how many of them are read, the first ones; the others are written
   * @param scratch how many tiles the work asks for beside them
   */
  public static void each(
      int read, int scratch, Floats floats, Doubles doubles, INDArray... arrays) {
    run(read, scratch, arrays[0].length(), TILE, floats, doubles, arrays);
  }

  /** The same of matrices in 'f' order, no tile of which goes beyond a column. */
  public static void columns(
      int read, int scratch, Floats floats, Doubles doubles, INDArray... arrays) {
    run(read, scratch, arrays[0].rows(), TILE, floats, doubles, arrays);
  }

  /** The same of matrices with at most half a tile's rows: a tile has as many columns as fit. */
  static void wholeColumns(
      int read, int scratch, Floats floats, Doubles doubles, INDArray... arrays) {
    int rows = arrays[0].rows();
    run(read, scratch, arrays[0].length(), TILE / rows * rows, floats, doubles, arrays);
  }

  private static void run(
      int read,
      int scratch,
      long column,
      int tile,
      Floats floats,
      Doubles doubles,
      INDArray... arrays) {
    long length = arrays[0].length();
    long tilesPerColumn = (column + tile - 1) / tile;
    long tiles = length / column * tilesPerColumn;
    int threads = length < SPLIT ? 1 : (int) Math.min(tiles, SideBySide.threads());
    Workers.run(
        threads,
        part -> {
          long from = tiles * part / threads;
          long to = tiles * (part + 1) / threads;
          if (arrays[0].dataType() == DataType.FLOAT) {
            floats(read, scratch, column, tile, from, to, floats, arrays);
          } else {
            doubles(read, scratch, column, tile, from, to, doubles, arrays);
          }
        });
  }

  private static void floats(
      int read,
      int scratch,
      long column,
      int size,
      long from,
      long to,
      Floats work,
      INDArray... arrays) {
    float[][] tiles = new float[arrays.length + scratch][TILE];
    FloatBuffer[] buffers = new FloatBuffer[arrays.length];
    long tilesPerColumn = (column + size - 1) / size;
    long first = 0; // the number where the buffers begin
    for (long tile = from; tile < to; tile++) {
      long row = tile % tilesPerColumn * size;
      long at = tile / tilesPerColumn * column + row;
      int length = (int) Math.min(size, column - row);
      if (tile == from || at - first >= BUFFERED) {
        first = at;
        for (int k = 0; k < arrays.length; k++) {
          long end = Math.min(arrays[k].length(), first + BUFFERED + TILE);
          FloatPointer pointer = new FloatPointer(arrays[k].data().addressPointer());
          buffers[k] = pointer.position(first).limit(end).asBuffer();
        }
      }
      for (int k = 0; k < read; k++) {
        buffers[k].get((int) (at - first), tiles[k], 0, length);
      }
      work.of((int) (tile / tilesPerColumn), (int) row, tiles, length);
      for (int k = read; k < buffers.length; k++) {
        buffers[k].put((int) (at - first), tiles[k], 0, length);
      }
    }
  }

  private static void doubles(
      int read,
      int scratch,
      long column,
      int size,
      long from,
      long to,
      Doubles work,
      INDArray... arrays) {
    double[][] tiles = new double[arrays.length + scratch][TILE];
    DoubleBuffer[] buffers = new DoubleBuffer[arrays.length];
    long tilesPerColumn = (column + size - 1) / size;
    long first = 0;
    for (long tile = from; tile < to; tile++) {
      long row = tile % tilesPerColumn * size;
      long at = tile / tilesPerColumn * column + row;
      int length = (int) Math.min(size, column - row);
      if (tile == from || at - first >= BUFFERED) {
        first = at;
        for (int k = 0; k < arrays.length; k++) {
          long end = Math.min(arrays[k].length(), first + BUFFERED + TILE);
          DoublePointer pointer = new DoublePointer(arrays[k].data().addressPointer());
          buffers[k] = pointer.position(first).limit(end).asBuffer();
        }
      }
      for (int k = 0; k < read; k++) {
        buffers[k].get((int) (at - first), tiles[k], 0, length);
      }
      work.of((int) (tile / tilesPerColumn), (int) row, tiles, length);
      for (int k = read; k < buffers.length; k++) {
        buffers[k].put((int) (at - first), tiles[k], 0, length);
      }
    }
  }
}
