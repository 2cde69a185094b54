package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Directions that are written out, as rows of a matrix. */
final class ExplicitDirectionSet implements DirectionSet {

  private final INDArray directions;
  private final INDArray images;
  private final boolean isOrthonormal;

  /**
   * Directions seen through weights.
   *
   * @param directions V, {@code [V, d]}, 'f' order
   * @param weights W, {@code [d, h]}
   */
  ExplicitDirectionSet(INDArray directions, INDArray weights) {
    this(directions, weights, false);
  }

  /**
   * Directions seen through weights.
   *
   * @param isOrthonormal whether V Vᵀ = I is known, which saves a kernel a product
   */
  ExplicitDirectionSet(INDArray directions, INDArray weights, boolean isOrthonormal) {
    this.directions = directions;
    this.images = imagesOf(weights);
    this.isOrthonormal = isOrthonormal;
  }

  /** Directions in space as directions in space and time: with columns of 0 at the end. */
  static INDArray besideTime(INDArray directions, long dimension) {
    long space = directions.columns();
    if (space == dimension) {
      return directions;
    }
    INDArray all = Nd4j.zeros(directions.dataType(), directions.rows(), dimension).dup('f');
    all.get(NDArrayIndex.all(), NDArrayIndex.interval(0, space)).assign(directions);
    return all;
  }

  @Override
  public long count() {
    return directions.rows();
  }

  @Override
  public INDArray images() {
    return images;
  }

  @Override
  public INDArray imagesOf(INDArray matrix) {
    INDArray product =
        Nd4j.createUninitialized(
            matrix.dataType(), new long[] {directions.rows(), matrix.columns()}, 'f');
    return Nd4j.gemm(directions, matrix, product, false, false, 1, 0);
  }

  @Override
  public DirectionSet through(INDArray weights) {
    return new ExplicitDirectionSet(directions, weights, isOrthonormal);
  }

  @Override
  public INDArray project(INDArray points, INDArray pointImages) {
    return timesTransposed(points, directions);
  }

  @Override
  public @Nullable INDArray gram(DirectionSet other) {
    if (other == this && isOrthonormal) {
      return null;
    }
    return timesTransposed(directions, ((ExplicitDirectionSet) other).directions);
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, INDArray coefficients) {
    INDArray seen =
        from == 0 && to == directions.columns()
            ? directions
            : directions.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    Nd4j.gemm(seen, coefficients, target, true, false, scale, 1);
  }

  private static INDArray timesTransposed(INDArray a, INDArray b) {
    INDArray product = Nd4j.createUninitialized(a.dataType(), new long[] {a.rows(), b.rows()}, 'f');
    return Nd4j.gemm(a, b, product, false, true, 1, 0);
  }
}
