package org.sdze.pinn.direction;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/** Directions that are written out, as rows of a matrix. */
final class ExplicitDirectionSet implements DirectionSet {

  private final PointBatch directions;
  private final INDArray images;

  /**
   * Directions seen through weights.
   *
   * @param directions V, {@code [V, d]}
   * @param layer W, {@code [d, h]}
   */
  ExplicitDirectionSet(PointBatch directions, WideLayer layer) {
    this.directions = directions;
    this.images = layer.images(directions, empty(layer.outputs()));
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
    return new ExplicitDirectionSet(directions, layer);
  }

  @Override
  public INDArray project(PointBatch points, INDArray pointImages) {
    return timesTransposed(points, directions);
  }

  @Override
  public INDArray gram(DirectionSet other) {
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
