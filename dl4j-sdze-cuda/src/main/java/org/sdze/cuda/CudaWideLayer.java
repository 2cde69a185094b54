package org.sdze.cuda;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.cuda.DeviceProducts.Matrix;
import org.sdze.cuda.DeviceProducts.Scratch;
import org.sdze.cuda.DeviceProducts.Sum;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Weights in a device's memory, float, row after row, padded by zeros. Vectors that are not there
 * are copied tile by tile; of what has a side d, nothing but W is there whole.
 */
final class CudaWideLayer implements WideLayer, AutoCloseable {

  private final DeviceProducts on;
  private final Matrix weights;

  /**
   * Weights that hold anything, until {@link #take}.
   *
   * @throws org.sdze.cuda.driver.CudaException if they do not fit
   */
  CudaWideLayer(DeviceProducts on, long inputs, long outputs) {
    this.on = on;
    int stride = DeviceProducts.padded(Argument.atLeastOne("outputs", outputs));
    weights =
        new Matrix(
            on.array(
                Text.format("a layer of %,d units in %,d dimensions", outputs, inputs),
                Argument.atLeastOne("inputs", inputs) * stride),
            Math.toIntExact(inputs),
            Math.toIntExact(outputs),
            stride);
  }

  /**
   * Takes these.
   *
   * @param all {@code [d, h]}, float, any order
   */
  void take(INDArray all) {
    DeviceProducts.requireFloat("weights", all.dataType());
    byTiles(0, inputs(), (from, to) -> on.write(weights.rows(from, to), part(all, from, to)));
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
    return DataType.FLOAT;
  }

  @Override
  public INDArray images(PointBatch vectors, INDArray out) {
    Sum sum = on.inner(vectors.count(), outputs());
    byTiles(
        on.tile(vectors),
        0,
        inputs(),
        (from, to) -> sum.add(on.coordinates(vectors, from, to), weights.rows(from, to)));
    return out.assign(sum.get());
  }

  @Override
  public INDArray gram() {
    Sum sum = on.preciseInner(outputs(), outputs());
    sum.add(weights, weights);
    return sum.get().dup('f');
  }

  @Override
  public INDArray squaredNorms() {
    Sum sum = on.dots(outputs());
    sum.add(weights, weights);
    return sum.get().castTo(dataType()).dup('f');
  }

  @Override
  public void add(double scale, List<WideChange> changes) {
    WideChange.requireProductsLast(changes);
    if (changes.isEmpty()) {
      return;
    }
    WideChange last = changes.get(changes.size() - 1);
    if (last instanceof WideChange.Combination combination) {
      addCombination(scale, combination); // first: W is still what it was
    }
    float @Nullable [] keep =
        last instanceof WideChange.Columns columns
            ? columns.factors().castTo(DataType.DOUBLE).mul(scale).add(1).data().asFloat()
            : null;
    for (WideChange change : changes) {
      if (change instanceof WideChange.Outer outer) {
        addOuter(scale, outer, keep == null ? null : on.factors(keep));
        keep = null; // the first one has done it
      }
    }
    if (keep != null) {
      on.scaleColumns(weights, on.factors(keep));
    }
  }

  private void addOuter(double scale, WideChange.Outer outer, @Nullable DeviceArray keep) {
    PointBatch vectors = outer.vectors();
    Matrix c = on.written(Scratch.COEFFICIENTS, outer.coefficients());
    byTiles(
        on.tile(vectors),
        0,
        inputs(),
        (from, to) ->
            on.addProduct(
                weights.rows(from, to), false, keep, scale, on.coordinates(vectors, from, to), c));
  }

  // M alone is rounded, not I + M.
  private void addCombination(double scale, WideChange.Combination combination) {
    Matrix m = on.written(Scratch.COEFFICIENTS, combination.m().mul(scale));
    byTiles(
        0,
        inputs(),
        (from, to) -> {
          Matrix part = weights.rows(from, to);
          Matrix before = on.room(Scratch.RESULT, to - from, outputs());
          on.copy(part, before);
          on.addProduct(part, false, null, 1, before, m);
        });
  }

  @Override
  public void addTo(INDArray target, long from, long to, double scale, List<WideChange> changes) {
    for (WideChange change : changes) {
      if (change instanceof WideChange.Outer outer) {
        outer.vectors().addTransposed(target, from, to, scale, outer.coefficients());
      } else if (change instanceof WideChange.Combination combination) {
        Matrix m = on.written(Scratch.COEFFICIENTS, combination.m());
        add(
            target,
            from,
            to,
            (begin, end) -> {
              Matrix part = on.room(Scratch.RESULT, end - begin, outputs());
              on.addProduct(part, true, null, scale, weights.rows(begin, end), m);
              INDArray product = empty(end - begin);
              on.read(part, product);
              return product;
            });
      } else if (change instanceof WideChange.Columns columns) {
        INDArray factors = columns.factors().mul(scale);
        add(target, from, to, (begin, end) -> rows(begin, end).muliRowVector(factors));
      }
    }
  }

  /** Gives rows of a matrix. */
  private interface Rows {
    INDArray of(long from, long to);
  }

  private void add(INDArray target, long from, long to, Rows rows) {
    byTiles(
        from,
        to,
        (begin, end) ->
            ScratchMemory.part(
                () -> part(target, begin - from, end - from).addi(rows.of(begin, end))));
  }

  @Override
  public INDArray rows(long from, long to) {
    INDArray rows = empty(to - from);
    byTiles(
        from,
        to,
        (begin, end) -> on.read(weights.rows(begin, end), part(rows, begin - from, end - from)));
    return rows;
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    byTiles(
        from,
        to,
        (begin, end) ->
            ScratchMemory.part(
                () ->
                    on.write(
                        weights.rows(begin, end),
                        rows(begin, end).subi(part(change, begin - from, end - from)))));
  }

  @Override
  public INDArray products(INDArray matrix) {
    Sum sum = on.inner(outputs(), matrix.columns());
    byTiles(
        on.tileRows(matrix.columns()),
        0,
        inputs(),
        (from, to) ->
            sum.add(weights.rows(from, to), on.written(Scratch.MATRIX, part(matrix, from, to))));
    return sum.get().castTo(dataType()).dup('f');
  }

  @Override
  public INDArray columnDots(INDArray matrix) {
    Sum sum = on.dots(outputs());
    byTiles(
        0,
        inputs(),
        (from, to) ->
            sum.add(weights.rows(from, to), on.written(Scratch.MATRIX, part(matrix, from, to))));
    return sum.get().castTo(dataType()).dup('f');
  }

  /** Something done with some rows. */
  private interface Part {
    void of(long from, long to);
  }

  private void byTiles(long from, long to, Part part) {
    byTiles(on.tileRows(weights.stride()), from, to, part);
  }

  private static void byTiles(long step, long from, long to, Part part) {
    for (long begin = from; begin < to; begin += step) {
      part.of(begin, Math.min(to, begin + step));
    }
  }

  private static INDArray part(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  private INDArray empty(long rows) {
    return Nd4j.createUninitialized(dataType(), new long[] {rows, outputs()}, 'f');
  }

  @Override
  public void close() {
    weights.array().close();
  }
}
