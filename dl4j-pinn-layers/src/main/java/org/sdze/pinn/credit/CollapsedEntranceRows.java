package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.HostTiles;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.pinn.direction.DirectionSet;

/**
 * The Jacobian's columns for the first layer's weights of a network with one hidden layer.
 *
 * <p>There the directions are seen only through g_l, the squared norms of the columns of B = VᵀVW,
 * so that ∂r_i/∂W = x_i δ_iᵀ + 2 B diag(γ_i), γ = ∂r/∂g, and everything costs O(n·h) beside the
 * products of n²·h (docs/method.md §2b).
 *
 * @param entrance what both halves of a batch have in common
 * @param directions V
 * @param units the units that were moved, increasing
 * @param byVector δ, {@code [m, J]}: that to a point's image, and that to its field's
 * @param byNorms 2γ, {@code [n, J]}
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record CollapsedEntranceRows(
    Entrance entrance, DirectionSet directions, int[] units, INDArray byVector, INDArray byNorms)
    implements RowBlock {

  /**
   * K_ij = (x_i·x_j)(δ_i·δ′_j) + Σ_l [ (B′ᵀx_i)_l δ_il 2γ′_jl + 2γ_il (Bᵀx_j)_l δ′_jl + 4 γ_il
   * γ′_jl B_l·B′_l ].
   */
  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock block, INDArray kernel) {
    if (!(block instanceof CollapsedEntranceRows other)) {
      directional().addGram(block, kernel);
      return;
    }
    if (!EntranceRows.areAlike(units, directions, other.units, other.directions)) {
      RowBlock.super.addGram(other, kernel);
      return;
    }
    double metric = entrance.metric();
    entrance.addGram(byVector, other.entrance, other.byVector, kernel);
    INDArray products = Tensors.columns(directions.seenColumnProducts(other.directions), units);
    if (other == this) { // half of the last term with each of the cross terms
      Triangles.pair(seenAndHalf(products), byNorms, metric, kernel, 1);
      return;
    }
    INDArray left = seen(other.directions);
    left.addi(byNorms.mul(products));
    Products.gemm(left, other.byNorms, kernel, false, true, metric, 1);
    INDArray right = other.seen(directions);
    Products.gemm(byNorms, right, kernel, false, true, metric, 1);
  }

  /** The same rows with E written out, E_jr = 2γ_j (v_r W)_j, for those that are. */
  EntranceRows directional() {
    INDArray images = Tensors.columns(directions.images(), units).transpose().dup('f');
    INDArray byDirections = Tensors.below(byNorms).mul(Tensors.shared(images)).dup('f');
    return new EntranceRows(entrance, directions, units, byVector, byDirections);
  }

  /** What {@link #seen} gives of these directions, and γ_i times the products of columns. */
  private INDArray seenAndHalf(INDArray products) {
    INDArray images = Tensors.columns(entrance.seen(directions), units);
    INDArray sum = entrance.workspace().buffer("seen and half", byVector.shape());
    if (!entrance.batch().isPoints() || !HostTiles.suit(images, byVector, byNorms, sum)) {
      return seen(directions).addi(byNorms.mul(products).muli(0.5));
    }
    double[] halves = HostArrays.copy(products.mul(0.5));
    HostTiles.columns(
        3,
        0,
        (j, row, t, length) -> twoProducts(t[0], t[1], t[2], (float) halves[j], t[3], length),
        (j, row, t, length) -> twoProducts(t[0], t[1], t[2], halves[j], t[3], length),
        images,
        byVector,
        byNorms,
        sum);
    return sum;
  }

  private static void twoProducts(
      float[] a, float[] b, float[] c, float d, float[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i] + c[i] * d;
    }
  }

  private static void twoProducts(
      double[] a, double[] b, double[] c, double d, double[] out, int length) {
    for (int i = 0; i < length; i++) {
      out[i] = a[i] * b[i] + c[i] * d;
    }
  }

  /** Σ (V′ᵀV′x_i) W δ_i, unit by unit, over the vectors of point i, {@code [n, J]}. */
  private INDArray seen(DirectionSet along) {
    return entrance.batch().fold(Tensors.columns(entrance.seen(along), units).mul(byVector));
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray factors =
        Nd4j.createUninitialized(byNorms.dataType(), new long[] {1, units.length}, 'f');
    Products.gemm(weights, byNorms, factors, true, false, 1, 0);
    return new EntranceGradient(
        entrance,
        entrance.weigh(byVector, weights, units),
        directions.seenColumns(Tensors.scatter(factors, units, entrance.width())));
  }

  @Override
  public INDArray multiply(INDArray vector) {
    INDArray dots = Tensors.columns(directions.seenColumnDots(vector), units);
    INDArray product = entrance.multiply(byVector, vector, units);
    return Products.gemm(byNorms, dots, product, false, true, 1, 1);
  }
}
