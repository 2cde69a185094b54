package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.same.Square;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Workspace;

/**
 * The columns that m neighbouring terms of a sum read, with the buffers to compute them in.
 *
 * <p>Buffers hold garbage on entry. Used by one thread, within one visit.
 */
final class Tile {

  private final INDArray points;
  private final Workspace buffers;
  private final long from;
  private final long to;
  private final int width;
  private final int overlap;
  private final boolean last;

  /**
   * A tile of terms.
   *
   * @param points the columns that the terms read, {@code [n, m + overlap]}
   * @param from the first term
   * @param to one past the last term
   * @param width the terms of the widest tile
   * @param overlap how many columns the last term reads beyond its first
   * @param last whether no tile follows
   */
  Tile(
      INDArray points,
      Workspace buffers,
      long from,
      long to,
      int width,
      int overlap,
      boolean last) {
    this.points = points;
    this.buffers = buffers;
    this.from = from;
    this.to = to;
    this.width = width;
    this.overlap = overlap;
    this.last = last;
  }

  /** All columns of the tile, {@code [n, m + overlap]}; not to be changed. */
  INDArray points() {
    return points;
  }

  /** Of such columns, those that stand {@code offset} places after each term's first. */
  INDArray shifted(INDArray wide, int offset) {
    return ColumnTiles.view(wide, offset, offset + terms());
  }

  /** Of such columns, those that no other tile owns. */
  INDArray own(INDArray wide) {
    return last ? wide : shifted(wide, 0);
  }

  /** A buffer with one column for each term, {@code [n, m]}. */
  INDArray buffer(String name) {
    return ColumnTiles.view(buffers.buffer(name, points.rows(), width), 0, terms());
  }

  /** A buffer with one column for each column of the tile, {@code [n, m + overlap]}. */
  INDArray wideBuffer(String name) {
    INDArray buffer = buffers.buffer(name, points.rows(), width + overlap);
    return ColumnTiles.view(buffer, 0, terms() + overlap);
  }

  /** The squares of all columns, {@code [n, m + overlap]}, in a buffer. */
  INDArray squares() {
    INDArray squares = wideBuffer("squares");
    Nd4j.exec(new Square(points, squares));
    return squares;
  }

  /** This tile's columns of a float matrix with one column for each term, in the points' type. */
  INDArray columns(INDArray matrix) {
    INDArray own = ColumnTiles.view(matrix, from, to);
    return own.dataType() == points.dataType() ? own : own.castTo(points.dataType());
  }

  private int terms() {
    return Math.toIntExact(to - from);
  }
}
