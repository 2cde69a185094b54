package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.SpanFactor;

/**
 * The directions O Q of a span W = Qᵀ R: never formed, since their images are O R and their products
 * with a point x are O R⁻ᵀ (xW)ᵀ. Without rotation O is the identity.
 */
final class SpanDirectionSet implements DirectionSet {

  // Rows of W in one product: the only copy of a part of W that is ever made.
  private static final long TILE_NUMBERS = 1 << 21;

  private final SpanFactor span;
  private final @Nullable INDArray rotation;
  private final INDArray weights;
  private final DataType dataType;
  private @Nullable INDArray images;
  private @Nullable INDArray squaredNorms;

  /**
   * The directions of a span.
   *
   * @param rotation O, {@code [k, h]}, orthonormal rows; null for the identity
   */
  SpanDirectionSet(SpanFactor span, @Nullable INDArray rotation) {
    this.span = span;
    this.weights = span.network().entrance().weights();
    this.dataType = weights.dataType();
    this.rotation = rotation == null ? null : rotation.mul(scale(rotation));
  }

  private static double scale(INDArray rotation) {
    return Math.sqrt((double) rotation.columns() / rotation.rows());
  }

  @Override
  public long count() {
    return rotation == null ? weights.columns() : rotation.rows();
  }

  @Override
  public INDArray images() {
    if (images == null) {
      INDArray factor = span.factor().castTo(dataType);
      images = rotation == null ? factor : product(rotation, factor, false);
    }
    return images;
  }

  @Override
  public INDArray squaredNorms() {
    if (rotation != null) {
      return DirectionSet.super.squaredNorms();
    }
    if (squaredNorms == null) { // one pass over W, cheaper than R where nothing else needs it
      squaredNorms = columnSquares();
    }
    return squaredNorms;
  }

  private INDArray columnSquares() {
    INDArray norms = weights.norm2(true, 0);
    return norms.muli(norms);
  }

  @Override
  public INDArray project(INDArray points, INDArray pointImages) {
    INDArray inSpan = product(pointImages, span.inverse().castTo(dataType), false);
    return rotation == null ? inSpan : product(inSpan, rotation, true);
  }

  @Override
  public INDArray gram(DirectionSet other) {
    INDArray second = ((SpanDirectionSet) other).rotation;
    if (rotation == null || second == null) {
      return rotation == null && second == null
          ? Nd4j.eye(count()).castTo(dataType).dup('f')
          : rotation == null ? second.transpose().dup('f') : rotation.dup('f');
    }
    return product(rotation, second, true);
  }

  @Override
  public INDArray imagesOf(INDArray matrix) { // O R⁻ᵀ Wᵀ M
    INDArray inverse = span.inverse().castTo(dataType);
    INDArray inSpan = transposedProduct(inverse, transposedProduct(weights, matrix));
    return rotation == null ? inSpan : product(rotation, inSpan, false);
  }

  @Override
  public INDArray seenColumnDots(INDArray matrix) {
    return rotation == null
        ? weights.mul(matrix).sum(true, 0)
        : DirectionSet.super.seenColumnDots(matrix);
  }

  @Override
  public INDArray asCombination(INDArray coefficients) { // R⁻¹ Oᵀ C
    INDArray inSpan = rotation == null ? coefficients : transposedProduct(rotation, coefficients);
    INDArray product =
        Nd4j.createUninitialized(
            DataType.DOUBLE, new long[] {inSpan.rows(), inSpan.columns()}, 'f');
    return Nd4j.gemm(
        span.inverse(), inSpan.castTo(DataType.DOUBLE), product, false, false, 1, 0);
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, INDArray coefficients) {
    addCombination(target, from, to, asCombination(coefficients).muli(scale).castTo(dataType));
  }

  /** target += W[from, to) m, tile by tile, so that the target may be W itself. */
  private void addCombination(INDArray target, long from, long to, INDArray m) {
    long step = Math.max(1, TILE_NUMBERS / weights.columns());
    for (long begin = from; begin < to; begin += step) {
      long end = Math.min(to, begin + step);
      INDArray tile = product(weights.get(NDArrayIndex.interval(begin, end), NDArrayIndex.all()), m, false);
      target.get(NDArrayIndex.interval(begin - from, end - from), NDArrayIndex.all()).addi(tile);
    }
  }

  @Override
  public INDArray imagesOfSeenPoints(INDArray points, INDArray pointImages) {
    return rotation == null ? pointImages : DirectionSet.super.imagesOfSeenPoints(points, pointImages);
  }

  @Override
  public INDArray seenColumnProducts(DirectionSet other) {
    return rotation == null && other == this
        ? squaredNorms()
        : DirectionSet.super.seenColumnProducts(other);
  }

  @Override
  public void addSeenColumns(INDArray target, long from, long to, double scale, INDArray factors) {
    if (rotation != null) {
      DirectionSet.super.addSeenColumns(target, from, to, scale, factors);
    } else if (target == weights) { // in place: 0.4 ms where the general way takes 20 (10,000 × 512)
      weights.muliRowVector(factors.mul(scale).addi(1));
    } else {
      target.addi(
          weights.get(NDArrayIndex.interval(from, to), NDArrayIndex.all()).mul(factors.mul(scale)));
    }
  }

  private INDArray product(INDArray a, INDArray b, boolean transposeB) {
    INDArray product =
        Nd4j.createUninitialized(dataType, new long[] {a.rows(), transposeB ? b.rows() : b.columns()}, 'f');
    return Nd4j.gemm(a, b, product, false, transposeB, 1, 0);
  }

  private INDArray transposedProduct(INDArray a, INDArray b) {
    INDArray product =
        Nd4j.createUninitialized(dataType, new long[] {a.columns(), b.columns()}, 'f');
    return Nd4j.gemm(a, b, product, true, false, 1, 0);
  }
}
