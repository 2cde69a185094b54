package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ParameterGradient;

/**
 * Directions that span all that W sees, VᵀV W = W: what a network with one hidden layer asks of
 * them needs neither the directions nor R, only W and the norms of its columns.
 */
final class WholeSpan implements DirectionSet {

  // Numbers of W that are copied at a time.
  private static final long TILE_NUMBERS = 1 << 21;

  private final INDArray weights;
  private final Basis basis;
  private @Nullable DirectionSet made;
  private @Nullable INDArray squaredNorms;
  private @Nullable INDArray tile;

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
      INDArray rows = ParameterGradient.rows(weights, from, to);
      target.addi(rows.mul(factors.mul(scale), tile(rows)));
    }
  }

  @Override
  public INDArray imagesOf(INDArray matrix) {
    return basis().imagesOf(matrix);
  }

  @Override
  public INDArray seenColumnDots(INDArray matrix) {
    INDArray dots = Nd4j.zeros(weights.dataType(), 1, weights.columns());
    long step = Math.max(1, TILE_NUMBERS / weights.columns());
    for (long from = 0; from < weights.rows(); from += step) {
      long to = Math.min(weights.rows(), from + step);
      INDArray rows = ParameterGradient.rows(weights, from, to);
      dots.addi(rows.mul(ParameterGradient.rows(matrix, from, to), tile(rows)).sum(true, 0));
    }
    return dots;
  }

  /** An array for a part of W, the same one for parts of the same height. */
  private INDArray tile(INDArray rows) {
    if (tile == null || tile.rows() != rows.rows()) {
      tile = Nd4j.createUninitialized(rows.dataType(), rows.shape(), 'f');
    }
    return tile;
  }

  @Override
  public @Nullable INDArray asCombination(INDArray coefficients) {
    return basis().asCombination(coefficients);
  }
}
