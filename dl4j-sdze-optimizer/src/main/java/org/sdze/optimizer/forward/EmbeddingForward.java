package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An embedding: row i of z is the row of W that x names, plus b.
 *
 * <p>x holds whole numbers, one a row of z: {@code [rows, 1]}, or {@code [batch, time]} with z
 * {@code [batch, out, time]}.
 */
public record EmbeddingForward() implements LinearUse {

  @Override
  public void weights(
      INDArray input, INDArray credit, double scale, long from, long to, INDArray tile) {
    tile.assign(0);
    double[] indices =
        HostArrays.copy(input.castTo(credit.dataType()).dup('c').reshape('c', -1, 1));
    INDArray rows = rows(credit);
    for (int i = 0; i < indices.length; i++) {
      long index = (long) indices[i];
      if (index >= from && index < to) {
        tile.getRow(index - from).addi(rows.getRow(i).mul(scale));
      }
    }
  }

  @Override
  public INDArray bias(INDArray credit, double scale) {
    return rows(credit).sum(true, 0).muli(scale);
  }

  /** The credit as {@code [rows, out]}, in the order of the indices. */
  private static INDArray rows(INDArray credit) {
    if (credit.rank() == 2) {
      return credit;
    }
    return credit.permute(0, 2, 1).dup('c').reshape('c', -1, credit.size(1));
  }
}
