package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideLayer;
import org.sdze.pinn.direction.DirectionSet;
import org.sdze.pinn.jet.EntranceVectors;

/**
 * The batch at a layer that reads the input: its points and their field, m vectors in all, their
 * images, their Gram matrix, all computed once for whatever needs them.
 *
 * @param network the network
 * @param index the layer's index; its weights are W, {@code [d, h]}
 * @param span the factor that follows the first layer's weights
 * @param batch the points and their field, as vectors X, {@code [m, d]}
 * @param images X W before the step, {@code [m, h]}
 * @param gram X Xᵀ
 * @param workspace holds what is as large as the rows
 */
record Entrance(
    DenseNetwork network,
    int index,
    SpanFactor span,
    EntranceVectors batch,
    INDArray images,
    VectorGram gram,
    Workspace workspace) {

  /** s², by which a gradient step of the scaled weights is larger than that of the trained ones. */
  double metric() {
    return network.inputScale() * network.inputScale();
  }

  /** The number of units h. */
  long width() {
    return layer().outputs();
  }

  /** W. */
  WideLayer layer() {
    return network.wide(index);
  }

  /** X, {@code [m, d]}. */
  PointBatch vectors() {
    return batch.vectors();
  }

  /** X Vᵀ, {@code [m, V]}. */
  INDArray project(DirectionSet directions) {
    return directions.project(vectors(), images);
  }

  /** X VᵀVW, {@code [m, h]}. */
  INDArray seen(DirectionSet directions) {
    return directions.imagesOfSeenPoints(vectors(), images);
  }

  /**
   * Adds s² Σ (x_i·x′_j)(δ_i·δ′_j) to a kernel, over the vectors of points i and j; to its lower
   * triangle alone where {@code byOther} is {@code byVector}.
   *
   * @param byVector δ, {@code [m, J]}
   * @param other the same layer with the vectors x′, these or those of other points
   * @param byOther δ′, {@code [m′, J]}
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same batch is the question
  void addGram(INDArray byVector, Entrance other, INDArray byOther, INDArray kernel) {
    INDArray products = products(byVector, byOther);
    boolean arePoints = batch.isPoints() && other.batch.isPoints();
    INDArray vectorProducts;
    if (gram != other.gram) {
      vectorProducts = workspace.buffer("x x'", vectors().count(), other.vectors().count());
      vectors().gram(other.vectors(), vectorProducts);
    } else {
      vectorProducts = arePoints && byVector == byOther ? gram.triangle() : gram.values();
    }
    if (arePoints) {
      Elementwise.addProduct(kernel, products, vectorProducts);
    } else {
      addFolded(products.muli(vectorProducts), other, kernel);
    }
  }

  /**
   * Adds s² Σ (x_i·x_j − ξ_i·ξ_j)(δ_i·δ_j) to the lower triangle of a kernel, ξ the vectors along
   * orthonormal directions.
   */
  void addUnseenGram(INDArray byVector, INDArray projected, INDArray kernel) {
    INDArray product = products(byVector, byVector);
    INDArray seen = workspace.buffer("seen", product.shape());
    Triangles.square(projected, -1, seen, 0);
    if (!batch.isPoints()) {
      Triangles.mirror(seen);
    }
    addFolded(product.muli(seen.addi(gram.values())), this, kernel);
  }

  private void addFolded(INDArray product, Entrance other, INDArray kernel) {
    INDArray rows = batch.fold(product);
    kernel.addi(
        other.batch.isPoints() ? rows : other.batch.fold(rows.transpose().dup('f')).transpose());
  }

  /** s² first · secondᵀ; of points without a field the lower triangle, where both are the same. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  private INDArray products(INDArray first, INDArray second) {
    INDArray product = workspace.buffer("products", first.rows(), second.rows());
    if (first != second) {
      return Products.gemm(first, second, product, false, true, metric(), 0);
    }
    Triangles.square(first, metric(), product, 0);
    return batch.isPoints() ? product : Triangles.mirror(product); // all of it is folded
  }

  /** diag(a) δ with the columns of all units, {@code [m, h]}. */
  INDArray weigh(INDArray byVector, INDArray weights, int[] units) {
    return Tensors.scatter(Elementwise.scaledRows(byVector, batch.spread(weights)), units, width());
  }

  /** Σ δ_i·(φᵀx_i) over the vectors of point i, {@code [n, 1]}. */
  INDArray multiply(INDArray byVector, INDArray vector, int[] units) {
    INDArray seen = vectors().times(vector, images.ulike());
    return batch.fold(Tensors.columns(seen, units).mul(byVector).sum(true, 1).dup('f'));
  }
}
