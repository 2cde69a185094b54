package org.sdze.pinn.direction;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Directions that are written out, as rows of a matrix. */
final class ExplicitDirectionSet implements DirectionSet {

  private final INDArray directions;
  private final INDArray images;

  /**
   * Directions seen through weights.
   *
   * @param directions V, {@code [V, d]}, 'f' order
   * @param weights W, {@code [d, h]}
   */
  ExplicitDirectionSet(INDArray directions, INDArray weights) {
    this.directions = directions;
    this.images = imagesOf(weights);
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
    return new ExplicitDirectionSet(directions, weights);
  }

  @Override
  public INDArray project(INDArray points, INDArray pointImages) {
    return timesTransposed(points, directions);
  }

  @Override
  public INDArray gram(DirectionSet other) {
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
