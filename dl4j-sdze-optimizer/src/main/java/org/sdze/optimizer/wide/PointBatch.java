package org.sdze.optimizer.wide;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.RowSums;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * Vectors x_1 … x_n of R^d, the rows of X, {@code [n, d]}: points, their fields, directions. X may
 * be held, or drawn again from a key and a law whenever a part of it is asked for, and then never
 * exists whole. It stays the same as long as it is used.
 *
 * <p>Whoever gives {@link #columns} has the products, which are made of them tile by tile, n·d·h
 * multiplications each; one that holds X where W is does better, and is held to these. Used by one
 * thread.
 */
public interface PointBatch {

  /** Numbers of a tile of X that is drawn, or of its squares. */
  int TILE_NUMBERS = 1 << 20;

  /** The number of vectors n, at least 1. */
  long count();

  /** The dimension d, at least 1. */
  long dimension();

  /** Float or double. */
  DataType dataType();

  /**
   * Columns of X, {@code [n, to − from]}, 'f' order; not to be changed, valid until the next call.
   * Their bits are the same whatever the intervals are.
   *
   * @param from at least 0
   * @param to above {@code from}, at most d
   */
  INDArray columns(long from, long to);

  /** How many columns the products take at a time, at most d. */
  default long tile() {
    return Math.min(dimension(), Math.max(1, TILE_NUMBERS / count()));
  }

  /**
   * X M.
   *
   * @param matrix M, {@code [d, k]}, 'f' order
   * @param out overwritten, {@code [n, k]}, 'f' order; may hold anything
   * @return {@code out}
   */
  default INDArray times(INDArray matrix, INDArray out) {
    for (long from = 0; from < dimension(); from += tile()) {
      long to = Math.min(dimension(), from + tile());
      INDArray rows = MatrixRows.of(matrix, from, to);
      Products.gemm(columns(from, to), rows, out, false, false, 1, from == 0 ? 0 : 1);
    }
    return out;
  }

  /**
   * X X′ᵀ.
   *
   * @param other X′, {@code [m, d]}; may be this
   * @param out overwritten, {@code [n, m]}, 'f' order; may hold anything
   * @return {@code out}
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  default INDArray gram(PointBatch other, INDArray out) {
    if (other == this) {
      return Triangles.mirror(triangle(out));
    }
    long step = Math.min(tile(), other.tile());
    for (long from = 0; from < dimension(); from += step) {
      long to = Math.min(dimension(), from + step);
      INDArray columns = other.columns(from, to);
      Products.gemm(columns(from, to), columns, out, false, true, 1, from == 0 ? 0 : 1);
    }
    return out;
  }

  /**
   * The lower triangle of X Xᵀ; what is above it may be anything.
   *
   * @param out overwritten, {@code [n, n]}, 'f' order; may hold anything
   * @return {@code out}
   */
  default INDArray triangle(INDArray out) {
    for (long from = 0; from < dimension(); from += tile()) {
      long to = Math.min(dimension(), from + tile());
      Triangles.square(columns(from, to), 1, out, from == 0 ? 0 : 1);
    }
    return out;
  }

  /**
   * Adds rows of scale · Xᵀ C.
   *
   * @param target {@code [to − from, k]}, 'f' order
   * @param coefficients C, {@code [n, k]}, 'f' order
   */
  default void addTransposed(
      INDArray target, long from, long to, double scale, INDArray coefficients) {
    if (to - from <= tile()) {
      Products.gemm(columns(from, to), coefficients, target, true, false, scale, 1);
      return;
    }
    for (long begin = from; begin < to; begin += tile()) {
      long first = begin;
      long last = Math.min(to, begin + tile());
      ScratchMemory.part( // ND4J multiplies into whole arrays alone
          () -> {
            INDArray part =
                Nd4j.createUninitialized(
                    target.dataType(), new long[] {last - first, target.columns()}, 'f');
            Products.gemm(columns(first, last), coefficients, part, true, false, scale, 0);
            MatrixRows.of(target, first - from, last - from).addi(part);
          });
    }
  }

  /**
   * ‖x_i‖², {@code [n]}, each tile's sum in the vectors' type and their sum in double. ND4J's norm
   * along rows takes nine times as long on 64 points in a million dimensions.
   */
  default double[] squaredRadii() {
    if (tile() == dimension()) { // it is held
      INDArray all = columns(0, dimension());
      if (RowSums.suit(all)) {
        return RowSums.squares(all);
      }
    }
    double[] radii = new double[Math.toIntExact(count())];
    ScratchMemory.part(
        () -> {
          long width = Math.min(tile(), Math.max(1, TILE_NUMBERS / count()));
          INDArray squares = Nd4j.createUninitialized(dataType(), new long[] {count(), width}, 'f');
          INDArray ones = Nd4j.ones(dataType(), width, 1);
          INDArray sums = Nd4j.createUninitialized(dataType(), new long[] {count(), 1}, 'f');
          INDArray total = Nd4j.zeros(DataType.DOUBLE, count(), 1);
          for (long from = 0; from < dimension(); from += width) {
            long to = Math.min(dimension(), from + width);
            INDArray part = squares.get(NDArrayIndex.all(), NDArrayIndex.interval(0, to - from));
            INDArray tile = columns(from, to);
            tile.mul(tile, part);
            Products.gemm(part, MatrixRows.of(ones, 0, to - from), sums, false, false, 1, 0);
            total.addi(sums.castTo(DataType.DOUBLE));
          }
          total.data().asNioDouble().get(radii);
        });
    return radii;
  }
}
