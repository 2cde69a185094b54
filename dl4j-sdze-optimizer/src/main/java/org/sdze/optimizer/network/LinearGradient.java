package org.sdze.optimizer.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.Tiles;
import org.sdze.optimizer.forward.LinearUse;
import org.sdze.optimizer.forward.StepMemory;

/**
 * The gradient of weights in its factors, factor · f(x)ᵀ δ: written out one tile at a time.
 *
 * @param parameter W, a live view, {@code [rows, columns]}
 * @param use how the weights enter
 * @param input x
 * @param credit δ
 */
record LinearGradient(
    INDArray parameter, LinearUse use, INDArray input, INDArray credit, double factor)
    implements ParameterGradient {

  @Override
  public long rows() {
    return parameter.rows();
  }

  @Override
  public long columns() {
    return parameter.columns();
  }

  @Override
  public void read(long from, long to, INDArray tile) {
    use.weights(input, credit, factor, from, to, tile);
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    Elementwise.subtract(ParameterGradient.rows(parameter, from, to), change);
  }

  @Override
  public void step(double scale) {
    Tiles.of(
        this,
        parameter,
        StepMemory.UNLIMITED,
        null,
        (from, to, tile) -> subtract(from, to, tile.muli(scale)));
  }
}
