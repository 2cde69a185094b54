package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Directions that span all that W sees, VᵀV W = W: what a network with one hidden layer asks of
 * them needs neither the directions nor R, only W and the norms of its columns.
 */
final class WholeSpan implements DirectionSet {

  private final INDArray weights;
  private final Basis basis;
  private @Nullable DirectionSet made;
  private @Nullable INDArray squaredNorms;

  /** Makes the directions themselves. */
  @FunctionalInterface
  interface Basis {
    DirectionSet make();
  }

  /**
   * The span of a first layer.
   *
   * @param weights W
   * @param basis an orthonormal basis of the span, made where it is asked for
   */
  WholeSpan(INDArray weights, Basis basis) {
    this.weights = weights;
    this.basis = basis;
  }

  private DirectionSet basis() {
    if (made == null) {
      made = basis.make();
    }
    return made;
  }

  @Override
  public long count() {
    return Math.min(weights.rows(), weights.columns());
  }

  @Override
  public INDArray images() {
    return basis().images();
  }

  @Override
  public INDArray squaredNorms() {
    if (squaredNorms == null) { // one pass over W
      INDArray norms = weights.norm2(true, 0);
      squaredNorms = norms.muli(norms);
    }
    return squaredNorms;
  }

  @Override
  public INDArray project(INDArray points, INDArray pointImages) {
    return basis().project(points, pointImages);
  }

  @Override
  public @Nullable INDArray gram(DirectionSet other) {
    return null; // another set of this kind and the same W has the same basis
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, INDArray coefficients) {
    basis().addTo(target, from, to, scale, coefficients);
  }

  @Override
  public INDArray imagesOfSeenPoints(INDArray points, INDArray pointImages) {
    return pointImages;
  }

  @Override
  public INDArray seenColumnProducts(DirectionSet other) {
    return squaredNorms();
  }

  @Override
  public void addSeenColumns(INDArray target, long from, long to, double scale, INDArray factors) {
    if (target == weights) {
      weights.muliRowVector(factors.mul(scale).addi(1));
    } else {
      INDArray rows =
          from == 0 && to == weights.rows()
              ? weights
              : weights.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
      target.addi(rows.mul(factors.mul(scale)));
    }
  }

  @Override
  public INDArray imagesOf(INDArray matrix) {
    return basis().imagesOf(matrix);
  }

  @Override
  public INDArray seenColumnDots(INDArray matrix) {
    return weights.mul(matrix).sum(true, 0);
  }

  @Override
  public @Nullable INDArray asCombination(INDArray coefficients) {
    return basis().asCombination(coefficients);
  }
}
