package org.sdze.cuda;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.cuda.driver.Kernels;
import org.sdze.cuda.driver.Kernels.Grid;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.wide.PointBatch;

/**
 * Products of matrices with a side of length d in a device's memory: what {@link CudaWideLayer} and
 * {@link CudaPointBatch} are made of. Whatever else they need there is a tile, bounded whatever d
 * is, and kept from call to call. The same device gives the same bits.
 *
 * <p>Used by one thread, that of the device.
 */
final class DeviceProducts implements AutoCloseable {

  /** Numbers of a tile of what has a side d. */
  private static final int TILE_NUMBERS = 1 << 22;

  // As in kernels.cu.
  private static final int SQUARE = 64;
  private static final int SQUARE_THREADS = 256;
  private static final int DOTS_COLUMNS = 32;

  private static final int BLOCKS = 4; // a processor, of a sum along the long side
  private static final int LEAST_ROWS = 64; // of a block
  private static final int QUAD = 4; // numbers that a kernel writes at once

  private final CudaDevice device;
  private final Kernels kernels;
  private final int tileNumbers;
  private final Map<Scratch, DeviceArray> scratch = new EnumMap<>(Scratch.class);

  /** What a part of the memory beside the weights is for; the parts never meet. */
  enum Scratch {
    /** A tile of vectors. */
    VECTORS,
    /** A tile of another matrix with a side d. */
    MATRIX,
    /** A tile of a result that leaves. */
    RESULT,
    /** What vectors or weights are multiplied by. */
    COEFFICIENTS,
    /** A number for each column. */
    FACTORS,
    /** Sums of blocks. */
    PARTIAL,
    /** Their sums. */
    TOTAL
  }

  /**
   * A matrix in the device's memory, row after row.
   *
   * @param stride numbers from a row to the next
   */
  record Matrix(DeviceArray array, int rows, int columns, int stride) {
    /** Some of its rows. */
    Matrix rows(long from, long to) {
      return new Matrix(
          array.part(from * stride, (to - from) * stride), (int) (to - from), columns, stride);
    }
  }

  /**
   * The kernels, on a device.
   *
   * @param device stays open, and the caller's
   */
  DeviceProducts(CudaDevice device) {
    this(device, TILE_NUMBERS);
  }

  /** With tiles of another size. */
  DeviceProducts(CudaDevice device, int tileNumbers) {
    this.device = device;
    this.tileNumbers = tileNumbers;
    kernels = device.load(BallStep.text("kernels.ptx"));
  }

  /** The columns of an array whose rows begin where a kernel's loads and stores are whole. */
  static int padded(long columns) {
    return Math.toIntExact((columns + QUAD - 1) / QUAD * QUAD);
  }

  /**
   * Memory for numbers.
   *
   * @param what it is, as the beginning of a sentence
   * @throws org.sdze.cuda.driver.CudaException if there is not enough
   */
  DeviceArray array(String what, long numbers) {
    device.require(what, numbers * Float.BYTES);
    return device.array(numbers);
  }

  private DeviceArray scratch(Scratch use, long numbers) {
    DeviceArray held = scratch.get(use);
    if (held == null || held.count() < numbers) {
      if (held != null) {
        scratch.remove(use);
        held.close();
      }
      held = array("a tile for " + use.name().toLowerCase(Locale.ROOT), numbers);
      scratch.put(use, held);
    }
    return held.part(0, numbers);
  }

  /** A matrix that holds anything, its rows padded; valid until another is asked for this use. */
  Matrix room(Scratch use, long rows, long columns) {
    int stride = padded(columns);
    return new Matrix(
        scratch(use, rows * stride), Math.toIntExact(rows), Math.toIntExact(columns), stride);
  }

  /** Rows of a tile of so many columns. */
  long tileRows(long columns) {
    return Math.max(1, tileNumbers / columns);
  }

  /**
   * Copies a matrix to the device.
   *
   * @param from {@code [rows, columns]}, any order
   */
  void write(Matrix to, INDArray from) {
    ScratchMemory.part(
        () -> {
          INDArray dense = dense(DataType.FLOAT, to.rows(), to.stride());
          own(dense, to.columns()).assign(from);
          if (to.stride() > to.columns()) {
            dense
                .get(NDArrayIndex.all(), NDArrayIndex.interval(to.columns(), to.stride()))
                .assign(0);
          }
          to.array().write(0, dense.length(), dense.data().address());
        });
  }

  /** A copy there, valid until another is asked for this use. */
  Matrix written(Scratch use, INDArray from) {
    Matrix matrix = room(use, from.rows(), from.columns());
    write(matrix, from);
    return matrix;
  }

  /**
   * Copies a matrix from the device.
   *
   * @param to {@code [rows, columns]}, overwritten
   */
  void read(Matrix from, INDArray to) {
    ScratchMemory.part(
        () -> {
          INDArray dense = dense(DataType.FLOAT, from.rows(), from.stride());
          from.array().read(0, dense.length(), dense.data().address());
          to.assign(own(dense, from.columns()));
        });
  }

  private static INDArray dense(DataType type, long rows, long columns) {
    return Nd4j.createUninitialized(type, new long[] {rows, columns}, 'c');
  }

  private static INDArray own(INDArray padded, long columns) {
    return padded.get(NDArrayIndex.all(), NDArrayIndex.interval(0, columns));
  }

  /** Vectors that are on the device themselves. */
  interface Vectors extends PointBatch {
    /**
     * Some coordinates, a row for each, at most {@link #tile} rows; valid until others are asked
     * for.
     */
    Matrix coordinates(long from, long to);
  }

  /**
   * Some coordinates of vectors, a row for each: where they lie, drawn, or copied from the host.
   * Valid until others are asked for.
   *
   * @throws IllegalArgumentException if they are not float
   */
  Matrix coordinates(PointBatch vectors, long from, long to) {
    requireFloat("vectors", vectors.dataType());
    if (vectors instanceof Vectors here) {
      return here.coordinates(from, to);
    }
    int count = Math.toIntExact(vectors.count());
    DeviceArray tile = scratch(Scratch.VECTORS, (to - from) * count);
    write(tile, vectors.columns(from, to));
    return new Matrix(tile, (int) (to - from), count, count);
  }

  /** Copies X, {@code [n, k]}, whose columns are rows there. */
  static void write(DeviceArray to, INDArray columns) {
    ScratchMemory.part(
        () -> {
          boolean isDense = columns.ordering() == 'f' && !columns.isView();
          INDArray dense = isDense ? columns : columns.dup('f');
          to.write(0, dense.length(), dense.data().address());
        });
  }

  /** How many coordinates of vectors are taken at a time. */
  long tile(PointBatch vectors) {
    return vectors instanceof Vectors
        ? vectors.tile()
        : Math.min(vectors.tile(), tileRows(vectors.count()));
  }

  static void requireFloat(String what, DataType type) {
    if (type != DataType.FLOAT) {
      throw Argument.refused("a device takes %s in float, were in %s", what, type);
    }
  }

  /** Draws coordinates of vectors, a row for each, {@code [to − from, n]}. */
  void draw(DeviceArray into, long from, long to, long count, DeviceArray key) {
    kernels
        .launch(
            "drawVectors",
            Grid.of(16 * device.processors()),
            SQUARE_THREADS,
            0,
            into,
            Math.toIntExact(from),
            Math.toIntExact(to),
            Math.toIntExact(count),
            key,
            BallStep.VECTORS)
        .run();
  }

  /** A key as kernels take it. */
  DeviceArray key(RandomKey key) {
    DeviceArray array = array("a key", 5);
    long state = key.state();
    array.write(new int[] {0, (int) state, (int) (state >>> 32), 0, 0});
    return array;
  }

  /** Copies rows; both matrices are as wide. */
  void copy(Matrix from, Matrix to) {
    kernels
        .launch(
            "copy",
            Grid.of(16 * device.processors()),
            SQUARE_THREADS,
            0,
            from.array(),
            to.array(),
            from.array().count() / QUAD)
        .run();
  }

  /**
   * target ← target diag(keep) + scale A B.
   *
   * @param target its stride a multiple of 4, and zero beyond its columns
   * @param isNew whether it holds anything before
   * @param keep a factor for each column; null for ones
   */
  void addProduct(
      Matrix target, boolean isNew, @Nullable DeviceArray keep, double scale, Matrix a, Matrix b) {
    kernels
        .launch(
            "addProduct",
            new Grid(squares(target.rows()), squares(target.stride()), 1),
            SQUARE_THREADS,
            0,
            target.array(),
            target.stride(),
            isNew ? 1 : 0,
            keep == null ? (Object) 0L : keep,
            (float) scale,
            a.array(),
            a.stride(),
            b.array(),
            b.stride(),
            target.rows(),
            b.rows(),
            target.columns())
        .run();
  }

  /** target ← target diag(keep). */
  void scaleColumns(Matrix target, DeviceArray keep) {
    Matrix nothing = new Matrix(keep.part(0, 0), 0, target.columns(), 0);
    addProduct(target, false, keep, 0, nothing, nothing);
  }

  /** A number for each column, valid until others are asked for. */
  DeviceArray factors(float... factors) {
    DeviceArray array = scratch(Scratch.FACTORS, factors.length);
    array.write(factors);
    return array;
  }

  private static int squares(int side) {
    return (side + SQUARE - 1) / SQUARE;
  }

  private int blocks(int rows, int others) {
    int most = (rows + LEAST_ROWS - 1) / LEAST_ROWS;
    return Math.max(1, Math.min(most, BLOCKS * device.processors() / others));
  }

  /**
   * Sums along the long side: {@link #add} as many tiles as there are, then {@link #get}. One at a
   * time.
   */
  final class Sum {
    private final int rows;
    private final int columns;
    private final Kind kind;
    private final DeviceArray total;

    private Sum(Kind kind, long rows, long columns) {
      this.kind = kind;
      this.rows = Math.toIntExact(rows);
      this.columns = Math.toIntExact(columns);
      total = scratch(Scratch.TOTAL, 2 * rows * columns);
      total.clear();
    }

    /** Adds the sum over the rows of A and B. */
    void add(Matrix a, Matrix b) {
      boolean isDots = kind == Kind.DOTS;
      int down = isDots ? (columns + DOTS_COLUMNS - 1) / DOTS_COLUMNS : squares(rows);
      int across = isDots ? 1 : squares(columns);
      int blocks = blocks(a.rows(), down * across);
      int count = rows * columns;
      int words = kind == Kind.FLOAT ? 1 : 2;
      DeviceArray partial = scratch(Scratch.PARTIAL, (long) words * blocks * count);
      Grid grid = new Grid(blocks, down, across);
      Runnable launch =
          isDots
              ? kernels.launch(
                  "columnDots",
                  grid,
                  SQUARE_THREADS,
                  0,
                  a.array(),
                  a.stride(),
                  b.array(),
                  b.stride(),
                  a.rows(),
                  columns,
                  partial)
              : kernels.launch(
                  kind == Kind.FLOAT ? "innerFloat" : "innerDouble",
                  grid,
                  SQUARE_THREADS,
                  0,
                  a.array(),
                  a.stride(),
                  rows,
                  b.array(),
                  b.stride(),
                  columns,
                  a.rows(),
                  partial);
      launch.run();
      kernels
          .launch(
              kind == Kind.FLOAT ? "addUpFloat" : "addUpDouble",
              Grid.of(BLOCKS * device.processors()),
              SQUARE_THREADS,
              0,
              partial,
              blocks,
              count,
              total)
          .run();
    }

    /** The sums, {@code [rows, columns]}, double. */
    INDArray get() {
      INDArray sums = dense(DataType.DOUBLE, rows, columns);
      total.read(0, total.count(), sums.data().address());
      return sums;
    }
  }

  private enum Kind {
    FLOAT,
    DOUBLE,
    DOTS
  }

  /** AᵀB, {@code [rows, columns]}, each piece of a sum in float. */
  Sum inner(long rows, long columns) {
    return new Sum(Kind.FLOAT, rows, columns);
  }

  /** AᵀB, {@code [rows, columns]}, summed in double. */
  Sum preciseInner(long rows, long columns) {
    return new Sum(Kind.DOUBLE, rows, columns);
  }

  /** The products of columns with their twins, {@code [1, columns]}, summed in double. */
  Sum dots(long columns) {
    return new Sum(Kind.DOTS, 1, columns);
  }

  @Override
  public void close() {
    scratch.values().forEach(DeviceArray::close);
    scratch.clear();
    kernels.close();
  }
}
