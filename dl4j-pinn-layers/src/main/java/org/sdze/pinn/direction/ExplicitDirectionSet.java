package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/** Directions that are written out, as rows of a matrix. */
final class ExplicitDirectionSet implements DirectionSet {

  private final PointBatch directions;
  private final INDArray images;
  private final boolean isOrthonormal;

  /**
   * Directions seen through weights.
   *
   * @param directions V, {@code [V, d]}
   * @param layer W, {@code [d, h]}
   */
  ExplicitDirectionSet(PointBatch directions, WideLayer layer) {
    this(directions, layer, false);
  }

  /**
   * Directions seen through weights.
   *
   * @param isOrthonormal whether V Vᵀ = I is known, which saves a kernel a product
   */
  ExplicitDirectionSet(PointBatch directions, WideLayer layer, boolean isOrthonormal) {
    this.directions = directions;
    this.images = layer.images(directions, empty(layer.outputs()));
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
    return directions.count();
  }

  @Override
  public INDArray images() {
    return images;
  }

  @Override
  public INDArray imagesOf(INDArray matrix) {
    return directions.times(matrix, empty(matrix.columns()));
  }

  @Override
  public DirectionSet through(WideLayer layer) {
    return new ExplicitDirectionSet(directions, layer, isOrthonormal);
  }

  @Override
  public INDArray project(PointBatch points, INDArray pointImages) {
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
  public WideChange change(INDArray coefficients) {
    return new WideChange.Outer(directions, coefficients);
  }

  private static INDArray timesTransposed(PointBatch a, PointBatch b) {
    return a.gram(
        b, Nd4j.createUninitialized(a.dataType(), new long[] {a.count(), b.count()}, 'f'));
  }

  private INDArray empty(long columns) {
    return Nd4j.createUninitialized(
        directions.dataType(), new long[] {directions.count(), columns}, 'f');
  }
}
