package org.sdze.pinn.credit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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
 * @param byPoint δ, {@code [n, J]}
 * @param byDirections E, {@code [n, J, V]}
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
record EntranceRows(
    Entrance entrance,
    DirectionSet directions,
    int[] units,
    INDArray byPoint,
    INDArray byDirections)
    implements RowBlock {

  /**
   * K_ij = (x_i·x_j)(δ_i·δ′_j) + ⟨x_i δ_iᵀ, V′ᵀE′_j⟩ + ⟨VᵀE_i, x_j δ′_jᵀ⟩ + ⟨VᵀE_i, V′ᵀE′_j⟩. Costs
   * one product of n²·J·V multiplications where {@code other} is this, else two.
   */
  @Override
  public void addGram(RowBlock block, INDArray kernel) {
    EntranceRows other = (EntranceRows) block;
    double metric = entrance.metric();
    entrance.addPointGram(byPoint, other.byPoint, kernel);
    INDArray mine = samples(byDirections);
    INDArray half = weighted(other);
    if (other == this) { // the cross terms are each other's transpose: half of the last term each
      INDArray sum = kernel.ulike();
      Nd4j.gemm(mine, half, sum, false, true, metric, 0);
      kernel.addi(sum).addi(sum.transpose());
      return;
    }
    Nd4j.gemm(half, samples(other.byDirections), kernel, false, true, metric, 1);
    Nd4j.gemm(mine, samples(other.pointsAlong(directions)), kernel, false, true, metric, 1);
  }

  /** E V V′ᵀ + δ (V′x)ᵀ, with half of the first term where {@code other} is this. */
  private INDArray weighted(EntranceRows other) {
    INDArray sum = byDirections.ulike();
    INDArray gram = directions.gram(other.directions);
    if (gram.columns() != gram.rows()) {
      throw new IllegalStateException("both halves of a batch have equally many directions");
    }
    Nd4j.gemm(
        Tensors.flat(byDirections),
        gram,
        Tensors.flat(sum),
        false,
        false,
        other == this ? 0.5 : 1,
        0);
    return samples(sum.addi(pointsAlong(other.directions)));
  }

  /** δ_i (V′x_i)ᵀ, {@code [n, J, V]}. */
  private INDArray pointsAlong(DirectionSet seen) {
    INDArray projected = entrance.project(seen);
    INDArray product = byDirections.ulike();
    return Tensors.below(byPoint).mul(Tensors.above(projected), product);
  }

  private static INDArray samples(INDArray tensor) {
    return tensor.reshape('f', tensor.size(0), tensor.length() / tensor.size(0));
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray sum =
        Nd4j.createUninitialized(
            byPoint.dataType(), new long[] {byDirections.length() / byPoint.rows(), 1}, 'f');
    Nd4j.gemm(samples(byDirections), weights, sum, true, false, 1, 0);
    INDArray coefficients =
        sum.reshape('f', units.length, directions.count()).transpose().dup('f');
    return new EntranceGradient(
        entrance,
        entrance.weigh(byPoint, weights, units),
        new EntranceGradient.Directional(
            directions, Tensors.scatter(coefficients, units, entrance.width())));
  }

  @Override
  public INDArray multiply(INDArray vector) {
    INDArray seen = Tensors.columns(directions.imagesOf(vector), units).transpose().dup('f');
    INDArray product = entrance.multiply(byPoint, vector, units);
    Nd4j.gemm(
        samples(byDirections),
        seen.reshape('f', seen.length(), 1),
        product,
        false,
        false,
        entrance.metric(),
        1);
    return product;
  }
}
