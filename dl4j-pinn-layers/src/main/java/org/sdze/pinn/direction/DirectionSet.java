package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Directions v_1 … v_V seen through the weights W of a first layer, scaled so that Σ D²u(v_r, v_r)
 * estimates Δu. V stands for the matrix whose rows they are, {@code [V, d]}; it may exist only in
 * formulas. Valid while W stays as it is.
 */
public interface DirectionSet {

  /** The number of directions V. */
  long count();

  /** The images V W, {@code [V, h]}, 'f' order; not to be changed. */
  INDArray images();

  /** Σ_r (V W)_rj², {@code [1, h]}; not to be changed. */
  default INDArray squaredNorms() {
    INDArray images = images();
    return images.mul(images).sum(true, 0);
  }

  /**
   * The points' products with the directions.
   *
   * @param points X, {@code [n, d]}
   * @param pointImages X W, {@code [n, h]}
   * @return X Vᵀ, {@code [n, V]}, 'f' order
   */
  INDArray project(PointBatch points, INDArray pointImages);

  /** V otherᵀ, {@code [V, V]}, 'f' order; null stands for the identity. */
  @Nullable INDArray gram(DirectionSet other);

  /**
   * Vᵀ coefficients, a matrix of the shape of W: a combination of W's columns where the directions
   * lie in their span.
   *
   * @param coefficients {@code [V, h]}, 'f' order
   */
  WideChange change(INDArray coefficients);

  /**
   * The products X Vᵀ V W of the points with the part of W that the directions see, {@code [n, h]}.
   */
  default INDArray imagesOfSeenPoints(PointBatch points, INDArray pointImages) {
    INDArray product = pointImages.ulike();
    return Products.gemm(project(points, pointImages), images(), product, false, false, 1, 0);
  }

  /** The products of the columns of VᵀVW with their twins in another set, {@code [1, h]}. */
  default INDArray seenColumnProducts(DirectionSet other) {
    INDArray gram = gram(other);
    if (gram == null) {
      return images().mul(other.images()).sum(true, 0);
    }
    INDArray product = images().ulike();
    Products.gemm(gram, other.images(), product, false, false, 1, 0);
    return product.muli(images()).sum(true, 0);
  }

  /**
   * Vᵀ V W diag(factors).
   *
   * @param factors {@code [1, h]}
   */
  default WideChange seenColumns(INDArray factors) {
    return change(images().mul(factors));
  }

  /**
   * The images V M of a matrix of the shape of W, {@code [V, h]}.
   *
   * @param matrix M, {@code [d, h]}
   */
  INDArray imagesOf(INDArray matrix);

  /** The products of the columns of VᵀVW with those of a matrix of its shape, {@code [1, h]}. */
  default INDArray seenColumnDots(INDArray matrix) {
    return imagesOf(matrix).muli(images()).sum(true, 0);
  }

  /**
   * The same directions seen through another layer that reads the same input.
   *
   * @param layer its weights, {@code [d, h′]}
   * @throws UnsupportedOperationException where the directions are not written out, since a step in
   *     them would need the first layer's weights
   */
  default DirectionSet through(WideLayer layer) {
    throw new UnsupportedOperationException("these directions belong to one layer");
  }
}
