package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Workspace;

/**
 * X Xᵀ of a batch's entrance vectors, made when it is first asked for: a first-order rule never
 * does. Used by one thread.
 */
public final class VectorGram {

  private final INDArray vectors;
  private final Workspace workspace;
  private @Nullable INDArray values;

  /**
   * The Gram matrix of some vectors.
   *
   * @param vectors X, {@code [m, d]}, 'f' order
   * @param workspace holds it, until the next batch's
   */
  public VectorGram(INDArray vectors, Workspace workspace) {
    this.vectors = vectors;
    this.workspace = workspace;
  }

  /** X Xᵀ, {@code [m, m]}; not to be changed. */
  public INDArray values() {
    INDArray gram = values;
    if (gram == null) {
      long m = vectors.rows();
      gram = workspace.buffer("gram", m, m);
      Nd4j.gemm(vectors, vectors, gram, false, true, 1, 0);
      values = gram;
    }
    return gram;
  }
}
