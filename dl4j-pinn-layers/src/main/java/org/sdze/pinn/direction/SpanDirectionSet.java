package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * The directions O Q of a span W = Qᵀ R: never formed, since their images are O R and their
 * products with a point x are O R⁻ᵀ (xW)ᵀ. Without rotation O is the identity.
 */
final class SpanDirectionSet implements DirectionSet {

  // Rows of W in one product: the only copy of a part of W that is ever made.
  private static final long TILE_NUMBERS = 1 << 21;

  private final SpanFactor span;
  private final @Nullable INDArray rotation;
  private final INDArray weights;
  private final DataType dataType;
  private @Nullable INDArray images;

  /**
   * The directions of a span.
   *
   * @param rotation O, {@code [k, h]}; null for the identity
   */
  SpanDirectionSet(SpanFactor span, @Nullable INDArray rotation) {
    this.span = span;
    this.weights = span.network().entrance().weights();
    this.dataType = weights.dataType();
    this.rotation = rotation;
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
  public INDArray project(INDArray points, INDArray pointImages) {
    INDArray inSpan = product(pointImages, span.inverse().castTo(dataType), false);
    return rotation == null ? inSpan : product(inSpan, rotation, true);
  }

  @Override
  public @Nullable INDArray gram(DirectionSet other) {
    INDArray second = ((SpanDirectionSet) other).rotation;
    if (rotation == null) {
      return second == null ? null : second.transpose().dup('f');
    }
    return second == null ? rotation : product(rotation, second, true);
  }

  @Override
  public INDArray imagesOf(INDArray matrix) { // O R⁻ᵀ Wᵀ M
    INDArray inverse = span.inverse().castTo(dataType);
    INDArray inSpan = transposedProduct(inverse, transposedProduct(weights, matrix));
    return rotation == null ? inSpan : product(rotation, inSpan, false);
  }

  @Override
  public INDArray asCombination(INDArray coefficients) { // R⁻¹ Oᵀ C
    INDArray inSpan = rotation == null ? coefficients : transposedProduct(rotation, coefficients);
    INDArray product =
        Nd4j.createUninitialized(
            DataType.DOUBLE, new long[] {inSpan.rows(), inSpan.columns()}, 'f');
    return Nd4j.gemm(span.inverse(), inSpan.castTo(DataType.DOUBLE), product, false, false, 1, 0);
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, INDArray coefficients) {
    INDArray m = asCombination(coefficients).muli(scale).castTo(dataType);
    ScratchMemory.part(() -> addCombination(target, from, to, m));
  }

  /** target += W[from, to) m, tile by tile, so that the target may be W itself. */
  private void addCombination(INDArray target, long from, long to, INDArray m) {
    long step = Math.max(1, TILE_NUMBERS / weights.columns());
    INDArray tile = null;
    for (long begin = from; begin < to; begin += step) {
      long end = Math.min(to, begin + step);
      if (tile == null || tile.rows() != end - begin) { // all but the last are of one height
        tile = empty(end - begin, m.columns());
      }
      INDArray rows = weights.get(NDArrayIndex.interval(begin, end), NDArrayIndex.all());
      Nd4j.gemm(rows, m, tile, false, false, 1, 0);
      target.get(NDArrayIndex.interval(begin - from, end - from), NDArrayIndex.all()).addi(tile);
    }
  }

  private INDArray product(INDArray a, INDArray b, boolean transposeB) {
    INDArray product = empty(a.rows(), transposeB ? b.rows() : b.columns());
    return Nd4j.gemm(a, b, product, false, transposeB, 1, 0);
  }

  private INDArray transposedProduct(INDArray a, INDArray b) {
    INDArray product = empty(a.columns(), b.columns());
    return Nd4j.gemm(a, b, product, true, false, 1, 0);
  }

  private INDArray empty(long rows, long columns) {
    return Nd4j.createUninitialized(dataType, new long[] {rows, columns}, 'f');
  }
}
