package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;

/**
 * A gradient written out, for a parameter small enough for that.
 *
 * @param parameter a live view, {@code [rows, columns]}
 * @param gradient of the same shape
 */
public record ExplicitGradient(INDArray parameter, INDArray gradient) implements ParameterGradient {

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
    tile.assign(ParameterGradient.rows(gradient, from, to));
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    Elementwise.subtract(ParameterGradient.rows(parameter, from, to), change);
  }

  @Override
  public void step(double scale) {
    Elementwise.scale(gradient, scale);
    Elementwise.subtract(parameter, gradient);
  }
}
