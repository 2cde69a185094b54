package org.sdze.pinn.direction;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/**
 * The directions O Q of a span W = Qᵀ R: never formed, since their images are O R and their
 * products with a point x are O R⁻ᵀ (xW)ᵀ. Without rotation O is the identity.
 */
final class SpanDirectionSet implements DirectionSet {

  private final SpanFactor span;
  private final @Nullable INDArray rotation;
  private final WideLayer layer;
  private final DataType dataType;
  private @Nullable INDArray images;

  /**
   * The directions of a span.
   *
   * @param rotation O, {@code [k, h]}; null for the identity
   */
  SpanDirectionSet(SpanFactor span, @Nullable INDArray rotation) {
    this.span = span;
    this.layer = span.network().wide(0);
    this.dataType = layer.dataType();
    this.rotation = rotation;
  }

  @Override
  public long count() {
    return rotation == null ? layer.outputs() : rotation.rows();
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
  public INDArray project(PointBatch points, INDArray pointImages) {
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
    INDArray inSpan = transposedProduct(inverse, layer.products(matrix));
    return rotation == null ? inSpan : product(rotation, inSpan, false);
  }

  @Override
  public WideChange change(INDArray coefficients) { // W R⁻¹ Oᵀ C
    INDArray inSpan = rotation == null ? coefficients : transposedProduct(rotation, coefficients);
    INDArray product =
        Nd4j.createUninitialized(
            DataType.DOUBLE, new long[] {inSpan.rows(), inSpan.columns()}, 'f');
    Products.gemm(span.inverse(), inSpan.castTo(DataType.DOUBLE), product, false, false, 1, 0);
    return new WideChange.Combination(product);
  }

  private INDArray product(INDArray a, INDArray b, boolean transposeB) {
    INDArray product = empty(a.rows(), transposeB ? b.rows() : b.columns());
    return Products.gemm(a, b, product, false, transposeB, 1, 0);
  }

  private INDArray transposedProduct(INDArray a, INDArray b) {
    INDArray product = empty(a.columns(), b.columns());
    return Products.gemm(a, b, product, true, false, 1, 0);
  }

  private INDArray empty(long rows, long columns) {
    return Nd4j.createUninitialized(dataType, new long[] {rows, columns}, 'f');
  }
}
