package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.wide.PointBatch;

/**
 * X Xᵀ of a batch's entrance vectors, made when it is first asked for: a first-order rule never
 * does. Used by one thread.
 */
public final class VectorGram {

  private final PointBatch vectors;
  private final Workspace workspace;
  private @Nullable INDArray triangle;
  private boolean isWhole; // above the diagonal, too

  /**
   * The Gram matrix of some vectors.
   *
   * @param vectors X, {@code [m, d]}
   * @param workspace holds it, until the next batch's
   */
  public VectorGram(PointBatch vectors, Workspace workspace) {
    this.vectors = vectors;
    this.workspace = workspace;
  }

  /** X Xᵀ, {@code [m, m]}; not to be changed. */
  public INDArray values() {
    INDArray values = triangle();
    if (!isWhole) {
      Triangles.mirror(values);
      isWhole = true;
    }
    return values;
  }

  /** The same, of which only the lower triangle counts. */
  INDArray triangle() {
    if (triangle == null) {
      long m = vectors.count();
      triangle = vectors.triangle(workspace.buffer("gram", m, m));
    }
    return triangle;
  }
}
