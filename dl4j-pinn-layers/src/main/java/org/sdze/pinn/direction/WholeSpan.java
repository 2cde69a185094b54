package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Directions that span all that W sees, VᵀV W = W: what a network with one hidden layer asks of
 * them needs neither the directions nor R, only W and the norms of its columns.
 */
final class WholeSpan implements DirectionSet {

  private final SpanFactor span;
  private final WideLayer layer;
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
   * @param span follows W, and knows the norms of its columns
   * @param basis an orthonormal basis of the span, made where it is asked for
   */
  WholeSpan(SpanFactor span, Basis basis) {
    this.span = span;
    this.layer = span.network().wide(0);
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
    return Math.min(layer.inputs(), layer.outputs());
  }

  @Override
  public INDArray images() {
    return basis().images();
  }

  @Override
  public INDArray squaredNorms() {
    if (squaredNorms == null) {
      squaredNorms = span.squaredNorms();
    }
    return squaredNorms;
  }

  @Override
  public INDArray project(PointBatch points, INDArray pointImages) {
    return basis().project(points, pointImages);
  }

  @Override
  public @Nullable INDArray gram(DirectionSet other) {
    return null; // another set of this kind and the same W has the same basis
  }

  @Override
  public WideChange change(INDArray coefficients) {
    return basis().change(coefficients);
  }

  @Override
  public INDArray imagesOfSeenPoints(PointBatch points, INDArray pointImages) {
    return pointImages;
  }

  @Override
  public INDArray seenColumnProducts(DirectionSet other) {
    return squaredNorms();
  }

  @Override
  public WideChange seenColumns(INDArray factors) {
    return new WideChange.Columns(factors);
  }

  @Override
  public INDArray imagesOf(INDArray matrix) {
    return basis().imagesOf(matrix);
  }

  @Override
  public INDArray seenColumnDots(INDArray matrix) {
    return layer.columnDots(matrix);
  }
}
