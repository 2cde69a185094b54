package org.sdze.pinn.credit;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.pinn.direction.DirectionSet;

/**
 * The Jacobian's columns for the first layer's weights, ∂r_i/∂W = x_i δ_iᵀ + Vᵀ E_i, never written
 * out (docs/method.md §2b).
 *
 * @param entrance what both halves of a batch have in common
 * @param directions V
 * @param units the units that were moved, increasing
 * @param byVector δ, {@code [m, J]}: that to a point's image, and that to its field's
 * @param byDirections E, {@code [n, J, V]}
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record EntranceRows(
    Entrance entrance,
    DirectionSet directions,
    int[] units,
    INDArray byVector,
    INDArray byDirections)
    implements RowBlock {

  /**
   * K_ij = (x_i·x_j)(δ_i·δ′_j) + ⟨x_i δ_iᵀ, V′ᵀE′_j⟩ + ⟨VᵀE_i, x_j δ′_jᵀ⟩ + ⟨VᵀE_i, V′ᵀE′_j⟩.
   *
   * <p>With V Vᵀ = I and F_i = E_i + δ_i (V x_i)ᵀ the rows' own Gram matrix is (x_i·x_j −
   * Vx_i·Vx_j) (δ_i·δ_j) + F_i·F_j: one product of n²·J·V multiplications. In general it is two.
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock block, INDArray kernel) {
    if (block instanceof CollapsedEntranceRows collapsed) {
      addGram(collapsed.directional(), kernel);
      return;
    }
    if (!(block instanceof EntranceRows other)
        || !areAlike(units, directions, other.units, other.directions)) {
      RowBlock.super.addGram(block, kernel);
      return;
    }
    double metric = entrance.metric();
    INDArray gram = directions.gram(other.directions);
    if (other == this && gram == null) {
      INDArray projected = entrance.project(directions);
      INDArray sum = vectorsAlong(projected, "sum");
      entrance.addUnseenGram(byVector, projected, kernel);
      INDArray rows = samples(sum.addi(byDirections));
      Triangles.square(rows, metric, kernel, 1);
      return;
    }
    entrance.addGram(byVector, other.entrance, other.byVector, kernel);
    INDArray sum = vectorsAlong(entrance.project(other.directions), "sum");
    INDArray weighted = byDirections;
    if (gram != null) {
      weighted = entrance.workspace().buffer("weighted", byDirections.shape());
      Products.gemm(Tensors.flat(byDirections), gram, Tensors.flat(weighted), false, false, 1, 0);
    }
    if (other == this) { // half of the last term with each of the cross terms
      Triangles.pair(
          samples(sum.addi(weighted.mul(0.5))), samples(byDirections), metric, kernel, 1);
      return;
    }
    Products.gemm(
        samples(sum.addi(weighted)), samples(other.byDirections), kernel, false, true, metric, 1);
    INDArray cross = other.vectorsAlong(other.entrance.project(directions), "cross");
    Products.gemm(samples(byDirections), samples(cross), kernel, false, true, metric, 1);
  }

  /** Whether two blocks cover the same units, and their directions know each other. */
  static boolean areAlike(int[] units, DirectionSet along, int[] others, DirectionSet other) {
    return Arrays.equals(units, others) && along.getClass() == other.getClass();
  }

  /** Σ δ_i (V′x_i)ᵀ over the vectors of point i, {@code [n, J, V]}. */
  private INDArray vectorsAlong(INDArray projected, String name) {
    INDArray product =
        entrance.workspace().buffer(name, byVector.rows(), byVector.columns(), projected.columns());
    return entrance.batch().fold(Tensors.below(byVector).mul(Tensors.above(projected), product));
  }

  private static INDArray samples(INDArray tensor) {
    return tensor.reshape('f', tensor.size(0), tensor.length() / tensor.size(0));
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray sum =
        Nd4j.createUninitialized(
            byDirections.dataType(),
            new long[] {byDirections.length() / byDirections.size(0), 1},
            'f');
    Products.gemm(samples(byDirections), weights, sum, true, false, 1, 0);
    INDArray coefficients = sum.reshape('f', units.length, directions.count()).transpose().dup('f');
    return new EntranceGradient(
        entrance,
        entrance.weigh(byVector, weights, units),
        directions.change(Tensors.scatter(coefficients, units, entrance.width())));
  }

  @Override
  public INDArray multiply(INDArray vector) {
    INDArray seen = Tensors.columns(directions.imagesOf(vector), units).transpose().dup('f');
    INDArray product = entrance.multiply(byVector, vector, units);
    Products.gemm(
        samples(byDirections), seen.reshape('f', seen.length(), 1), product, false, false, 1, 1);
    return product;
  }
}
