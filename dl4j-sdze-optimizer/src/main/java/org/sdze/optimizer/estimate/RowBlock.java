package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The columns of the Jacobian J = ∂r/∂θ, {@code [n, P]}, that belong to one parameter. */
public interface RowBlock {

  /**
   * Adds J · otherᵀ over this parameter's columns.
   *
   * <p>Where {@code other} is this, a matrix with the same symmetric part may be added instead,
   * which saves a product where the sum has cross terms that are each other's transpose.
   *
   * @param other the same parameter's block of another Jacobian, or this
   * @param kernel {@code [n, n]}, 'f' order, added to
   */
  void addGram(RowBlock other, INDArray kernel);

  /**
   * The combination Jᵀ a of the rows.
   *
   * @param weights a, {@code [n, 1]}
   */
  ParameterGradient combine(INDArray weights);

  /**
   * The product J φ.
   *
   * @param vector φ, of the parameter's shape
   * @return {@code [n, 1]}
   */
  INDArray multiply(INDArray vector);
}
