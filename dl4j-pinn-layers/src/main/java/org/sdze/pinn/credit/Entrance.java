package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.direction.DirectionSet;

/**
 * The batch at the first layer: its points, their images, their Gram matrix, all computed once for
 * whatever needs them.
 *
 * @param network the network, whose first layer has weights W, {@code [d, h]}
 * @param span the factor that follows W
 * @param points X, {@code [n, d]}
 * @param images X W before the step, {@code [n, h]}
 * @param gram X Xᵀ, {@code [n, n]}
 * @param workspace holds what is as large as the rows
 */
record Entrance(
    DenseNetwork network,
    SpanFactor span,
    INDArray points,
    INDArray images,
    INDArray gram,
    Workspace workspace) {

  /** s², by which a gradient step of the scaled weights is larger than that of the trained ones. */
  double metric() {
    return network.inputScale() * network.inputScale();
  }

  /** The number of units h. */
  long width() {
    return network.entrance().outputs();
  }

  /** X Vᵀ, {@code [n, V]}. */
  INDArray project(DirectionSet directions) {
    return directions.project(points, images);
  }

  /** X VᵀVW, {@code [n, h]}. */
  INDArray seen(DirectionSet directions) {
    return directions.imagesOfSeenPoints(points, images);
  }

  /** Adds s² (x_i·x_j)(δ_i·δ′_j) to a kernel. */
  void addPointGram(INDArray first, INDArray second, INDArray kernel) {
    INDArray product = products(first, second, kernel);
    kernel.addi(product.muli(gram));
  }

  /**
   * Adds s² (x_i·x_j − ξ_i·ξ_j)(δ_i·δ_j) to a kernel, ξ the points along orthonormal directions.
   */
  void addUnseenPointGram(INDArray byPoint, INDArray projected, INDArray kernel) {
    INDArray product = products(byPoint, byPoint, kernel);
    INDArray seen = workspace.buffer("seen", kernel.shape());
    Nd4j.gemm(projected, projected, seen, false, true, -1, 0);
    kernel.addi(product.muli(seen.addi(gram)));
  }

  private INDArray products(INDArray first, INDArray second, INDArray kernel) {
    INDArray product = workspace.buffer("products", kernel.shape());
    return Nd4j.gemm(first, second, product, false, true, metric(), 0);
  }

  /** diag(a) δ with the columns of all units, {@code [n, h]}. */
  INDArray weigh(INDArray byPoint, INDArray weights, int[] units) {
    return Tensors.scatter(byPoint.mulColumnVector(weights), units, width());
  }

  /** δ_i·(φᵀx_i), {@code [n, 1]}. */
  INDArray multiply(INDArray byPoint, INDArray vector, int[] units) {
    INDArray seen = images.ulike();
    Nd4j.gemm(points, vector, seen, false, false, 1, 0);
    return Tensors.columns(seen, units).mul(byPoint).sum(true, 1).dup('f');
  }
}
