package org.sdze.optimizer.network;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The derivatives of losses by outputs where no formula is known: one output after the other. */
public final class OutputDifferences {

  /** Move of an output, relative to 1 + the root mean square of all. */
  private static final double MOVE = 1e-2;

  private OutputDifferences() {}

  /**
   * Two-sided differences.
   *
   * @param z outputs, {@code [n, m]}; left as they are
   * @param losses of the rows, {@code [n, 1]}, from other outputs; a fresh array
   * @param factor by which they are multiplied
   * @return {@code [n, m]}, 'f' order
   */
  public static INDArray of(INDArray z, UnaryOperator<INDArray> losses, double factor) {
    INDArray credit = Nd4j.createUninitialized(z.dataType(), z.shape(), 'f');
    double size = MOVE * (1 + z.norm2Number().doubleValue() / Math.sqrt((double) z.length()));
    for (long j = 0; j < z.columns(); j++) {
      INDArray up = losses.apply(moved(z, j, size));
      INDArray down = losses.apply(moved(z, j, -size));
      column(credit, j).assign(up.sub(down).muli(factor / (2 * size)));
    }
    return credit;
  }

  private static INDArray moved(INDArray z, long column, double size) {
    INDArray moved = z.dup();
    column(moved, column).addi(size);
    return moved;
  }

  private static INDArray column(INDArray matrix, long j) {
    return matrix.get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1));
  }
}
