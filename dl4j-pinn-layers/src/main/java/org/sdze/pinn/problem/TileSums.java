package org.sdze.pinn.problem;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.forward.Workspace;

/**
 * Sums over the columns of all tiles of a walk.
 *
 * <p>Several tiles are heaped up, column on column, and the columns of the heap are summed once at
 * the end: half the time of a product for each tile, and less round-off. A single tile is summed at
 * once, which for few columns takes half the native calls.
 */
final class TileSums {

  private final INDArray[] heaps;
  private final double[][] sums;
  private final INDArray ones;
  private final INDArray row;

  /**
   * Empty sums.
   *
   * @param count how many sums
   * @param points n
   * @param columns the columns of the widest tile
   * @param single whether there is only one tile
   */
  TileSums(int count, int points, int columns, boolean single, Workspace buffers) {
    heaps = new INDArray[single ? 0 : count];
    for (int k = 0; k < heaps.length; k++) {
      heaps[k] = buffers.buffer("heap " + k, points, columns).assign(0);
    }
    sums = new double[count][points];
    ones = buffers.buffer("ones", 1, columns).assign(1);
    row = buffers.buffer("row", 1, points);
  }

  /**
   * Adds the columns of a tile to a sum, once for each tile and sum.
   *
   * @param sum which one
   * @param terms {@code [n, m]}, m at most the columns of the widest tile; left as it is
   */
  void add(int sum, INDArray terms) {
    if (heaps.length == 0) {
      sums[sum] = product(ColumnTiles.view(ones, 0, terms.columns()), terms);
    } else {
      ColumnTiles.view(heaps[sum], 0, terms.columns()).addi(terms);
    }
  }

  /**
   * Adds the columns of a tile, each with its weight, once for each tile and sum.
   *
   * @param sum which one
   * @param weights {@code [1, m]}
   * @param terms {@code [n, m]}; may be overwritten
   */
  void add(int sum, INDArray weights, INDArray terms) {
    if (heaps.length == 0) {
      sums[sum] = product(weights, terms);
    } else {
      add(sum, terms.muliRowVector(weights));
    }
  }

  /** The sums over all tiles, {@code [count][n]}. */
  double[][] read() {
    for (int k = 0; k < heaps.length; k++) {
      sums[k] = product(ones, heaps[k]);
    }
    return sums;
  }

  // A row by the transpose takes two thirds of the time of the matrix by a column.
  private double[] product(INDArray weights, INDArray terms) {
    return Products.gemm(weights, terms, row, false, true, 1, 0).toDoubleVector();
  }
}
