package org.sdze.optimizer.wide;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.RankUpdates;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * Weights in an array of ND4J's: whatever changes the array changes them.
 *
 * @param weights W, {@code [d, h]}, float or double, 'f' order; live
 */
public record NdWideLayer(INDArray weights) implements WideLayer {

  // Numbers of the only copy of a part of W that is ever made.
  private static final long TILE_NUMBERS = 1 << 21;

  // Those of a copy in double.
  private static final long GRAM_NUMBERS = 1 << 22;

  public NdWideLayer {
    Argument.matrix("weights", weights);
  }

  @Override
  public long inputs() {
    return weights.rows();
  }

  @Override
  public long outputs() {
    return weights.columns();
  }

  @Override
  public DataType dataType() {
    return weights.dataType();
  }

  @Override
  public INDArray images(PointBatch vectors, INDArray out) {
    return vectors.times(weights, out);
  }

  @Override
  public INDArray gram() {
    INDArray sum = Nd4j.zeros(DataType.DOUBLE, outputs(), outputs()).dup('f');
    byTiles(
        0,
        inputs(),
        GRAM_NUMBERS,
        (from, to) -> {
          INDArray part = rows(from, to).castTo(DataType.DOUBLE).dup('f');
          Triangles.innerSquare(part, 1, sum, 1);
        });
    return Triangles.mirror(sum);
  }

  @Override
  public INDArray squaredNorms() {
    return row(Elementwise.squaredNorms(weights));
  }

  private INDArray row(double[] numbers) {
    return Nd4j.create(numbers, new long[] {1, outputs()}, 'f').castTo(dataType());
  }

  @Override
  public INDArray imagesAndNorms(PointBatch vectors, INDArray out) {
    double[] norms = new double[Math.toIntExact(outputs())];
    return vectors instanceof HeldPoints held
            && Products.gemmWithNorms(held.vectors(), weights, out, norms)
        ? row(norms)
        : WideLayer.super.imagesAndNorms(vectors, out);
  }

  @Override
  public void add(double scale, List<WideChange> changes) {
    WideChange.requireProductsLast(changes);
    if (addInOnePass(scale, changes)) {
      return;
    }
    for (int k = changes.size() - 1; k >= 0; k--) { // from the last: W is still what it was
      WideChange change = changes.get(k);
      if (change instanceof WideChange.Columns columns) {
        Elementwise.scaleColumns(weights, factors(columns, scale));
      } else {
        addTo(weights, 0, inputs(), scale, List.of(change));
      }
    }
  }

  /** What multiplies the columns of W. */
  private static INDArray factors(WideChange.Columns columns, double scale) {
    return columns.factors().mul(scale).addi(1);
  }

  /** Does it, where W is large, and X is held. */
  private boolean addInOnePass(double scale, List<WideChange> changes) {
    List<RankUpdates.Product> products = new ArrayList<>();
    double[] factors = null;
    for (WideChange change : changes) {
      if (change instanceof WideChange.Columns columns) {
        factors = factors(columns, scale).toDoubleVector();
      } else if (change instanceof WideChange.Outer outer
          && outer.vectors() instanceof HeldPoints held) {
        products.add(new RankUpdates.Product(held.vectors(), outer.coefficients()));
      } else {
        return false;
      }
    }
    if (!RankUpdates.suit(weights, products)) {
      return false;
    }
    RankUpdates.add(weights, factors, scale, products);
    return true;
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, List<WideChange> changes) {
    for (WideChange change : changes) {
      if (change instanceof WideChange.Outer outer) {
        outer.vectors().addTransposed(target, from, to, scale, outer.coefficients());
      } else if (change instanceof WideChange.Combination combination) {
        INDArray m = combination.m().mul(scale).castTo(dataType());
        byTiles(
            from,
            to,
            TILE_NUMBERS,
            (begin, end) -> {
              INDArray part = empty(end - begin, m.columns());
              Products.gemm(rows(begin, end), m, part, false, false, 1, 0);
              MatrixRows.of(target, begin - from, end - from).addi(part);
            });
      } else if (change instanceof WideChange.Columns columns) {
        INDArray factors = columns.factors().mul(scale);
        byTiles(
            from,
            to,
            TILE_NUMBERS,
            (begin, end) ->
                MatrixRows.of(target, begin - from, end - from)
                    .addi(rows(begin, end).mul(factors)));
      }
    }
  }

  @Override
  public INDArray rows(long from, long to) {
    return MatrixRows.of(weights, from, to);
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    rows(from, to).subi(change);
  }

  @Override
  public INDArray products(INDArray matrix) {
    return Products.gemm(weights, matrix, empty(outputs(), matrix.columns()), true, false, 1, 0);
  }

  @Override
  public INDArray columnDots(INDArray matrix) {
    INDArray dots = Nd4j.zeros(dataType(), 1, outputs());
    byTiles(
        0,
        inputs(),
        TILE_NUMBERS,
        (from, to) -> dots.addi(rows(from, to).mul(MatrixRows.of(matrix, from, to)).sum(true, 0)));
    return dots;
  }

  /** Something done with some rows of W, none of whose arrays are used afterwards. */
  private interface Part {
    void of(long from, long to);
  }

  private void byTiles(long from, long to, long numbers, Part part) {
    long step = Math.max(1, numbers / outputs());
    for (long begin = from; begin < to; begin += step) {
      long first = begin;
      ScratchMemory.part(() -> part.of(first, Math.min(to, first + step)));
    }
  }

  private INDArray empty(long rows, long columns) {
    return Nd4j.createUninitialized(dataType(), new long[] {rows, columns}, 'f');
  }
}
