package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A dense layer at every time step: x {@code [batch, in, time]}, z {@code [time · batch, out]} with
 * row t · batch + i for time step t of sample i.
 */
public record SequenceForward() implements LinearUse {

  private static final DenseForward DENSE = new DenseForward();

  @Override
  public void weights(
      INDArray input, INDArray credit, double scale, long from, long to, INDArray tile) {
    INDArray rows =
        input.permute(0, 2, 1).dup('f').reshape('f', input.size(0) * input.size(2), input.size(1));
    DENSE.weights(rows, credit, scale, from, to, tile);
  }

  @Override
  public INDArray bias(INDArray credit, double scale) {
    return DENSE.bias(credit, scale);
  }
}
