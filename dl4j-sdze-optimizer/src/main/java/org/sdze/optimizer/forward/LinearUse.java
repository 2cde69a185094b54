package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How a layer's weights enter its pre-activations: linearly, z = f(x) W + b, for every row of some
 * arrangement f of its input.
 *
 * <p>Given the credit δ = ∂loss/∂z this is all that is needed for the gradient by W and b; nothing
 * is propagated. Stateless, thread-safe.
 */
public interface LinearUse {

  /**
   * Overwrites {@code tile} with rows {@code from} to {@code to} of scale · f(x)ᵀ δ.
   *
   * @param input x, as the layer received it
   * @param credit δ, of the shape of the layer's pre-activations
   * @param tile output, {@code [to − from, outputs]}, 'f' order, contiguous
   */
  void weights(INDArray input, INDArray credit, double scale, long from, long to, INDArray tile);

  /** scale · Σ δ over all rows, {@code [1, outputs]}. */
  INDArray bias(INDArray credit, double scale);
}
