package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivatives of a batch's residuals by the numbers that leave the network's jet pass.
 *
 * @param byValue ∂r/∂N, {@code [n, 1]}
 * @param byAlongField ∂r/∂(q·∇N), {@code [n, 1]}
 * @param byLaplacian ∂r/∂ΔN, {@code [n, 1]}
 * @param byAlongDirections ∂r/∂(v_r·∇N), {@code [n, V]}; null where the equation needs no gradient
 * @param byAlongAddend ∂r/∂(∇g·∇N), g a known addend, {@code [n, 1]}, which is in what stands
 *     before as far as the directions see ∇g; null where there is none
 */
public record OutputSensitivity(
    INDArray byValue,
    INDArray byAlongField,
    INDArray byLaplacian,
    @Nullable INDArray byAlongDirections,
    @Nullable INDArray byAlongAddend) {

  /** Those of an equation that knows no addend's gradient. */
  public OutputSensitivity(
      INDArray byValue,
      INDArray byAlongField,
      INDArray byLaplacian,
      @Nullable INDArray byAlongDirections) {
    this(byValue, byAlongField, byLaplacian, byAlongDirections, null);
  }
}
