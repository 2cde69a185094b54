package org.sdze.cuda;

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
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.wide.PointBatch;

/**
 * Vectors in a device's memory, float: held there, a row for each coordinate; or standard normal
 * numbers, drawn again from counters a tile at a time, rounded to 11 bits like {@link BallStep}'s.
 */
final class CudaPointBatch implements DeviceProducts.Vectors, AutoCloseable {

  private final DeviceProducts on;
  private final long count;
  private final long dimension;
  private final DeviceArray numbers; // all coordinates, or those of a tile
  private final @Nullable DeviceArray key; // null where they are held

  private CudaPointBatch(
      DeviceProducts on, long count, long dimension, long tile, @Nullable RandomKey key) {
    this.on = on;
    this.count = Argument.atLeastOne("vectors", count);
    this.dimension = Argument.atLeastOne("dimension", dimension);
    numbers =
        on.array(
            Text.format("a batch of %,d vectors in %,d dimensions", count, dimension),
            count * tile);
    this.key = key == null ? null : on.key(key);
  }

  /**
   * A copy of vectors.
   *
   * @param vectors X, {@code [n, d]}, float
   * @throws org.sdze.cuda.driver.CudaException if they do not fit
   */
  static CudaPointBatch held(DeviceProducts on, INDArray vectors) {
    Argument.matrix("vectors", vectors);
    DeviceProducts.requireFloat("vectors", vectors.dataType());
    CudaPointBatch batch =
        new CudaPointBatch(on, vectors.rows(), vectors.columns(), vectors.columns(), null);
    DeviceProducts.write(batch.numbers, vectors);
    return batch;
  }

  /**
   * Standard normal vectors, of which a tile exists.
   *
   * @throws org.sdze.cuda.driver.CudaException if it does not fit
   */
  static CudaPointBatch drawn(DeviceProducts on, RandomKey key, long count, long dimension) {
    long tile = Math.min(dimension, on.tileRows(count));
    return new CudaPointBatch(on, count, dimension, tile, key);
  }

  @Override
  public Matrix coordinates(long from, long to) {
    int n = Math.toIntExact(count);
    int rows = Math.toIntExact(to - from);
    if (key == null) {
      return new Matrix(numbers.part(from * n, (long) rows * n), rows, n, n);
    }
    DeviceArray tile = numbers.part(0, (long) rows * n);
    on.draw(tile, from, to, count, key);
    return new Matrix(tile, rows, n, n);
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long dimension() {
    return dimension;
  }

  @Override
  public DataType dataType() {
    return DataType.FLOAT;
  }

  @Override
  public long tile() {
    return numbers.count() / count;
  }

  @Override
  public INDArray columns(long from, long to) {
    INDArray columns = Nd4j.createUninitialized(DataType.FLOAT, new long[] {count, to - from}, 'f');
    long address = columns.data().address();
    for (long begin = from; begin < to; begin += tile()) {
      Matrix part = coordinates(begin, Math.min(to, begin + tile()));
      part.array().read(0, part.array().count(), address);
      address += part.array().count() * Float.BYTES;
    }
    return columns;
  }

  @Override
  public INDArray times(INDArray matrix, INDArray out) {
    Sum sum = on.inner(count, matrix.columns());
    long step = Math.min(tile(), on.tileRows(matrix.columns()));
    for (long from = 0; from < dimension; from += step) {
      long to = Math.min(dimension, from + step);
      sum.add(coordinates(from, to), on.written(Scratch.MATRIX, rows(matrix, from, to)));
    }
    return out.assign(sum.get());
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public INDArray gram(PointBatch other, INDArray out) {
    Sum sum = on.inner(count, other.count());
    long step = Math.min(tile(), on.tile(other));
    for (long from = 0; from < dimension; from += step) {
      long to = Math.min(dimension, from + step);
      Matrix own = coordinates(from, to);
      sum.add(own, other == this ? own : on.coordinates(other, from, to));
    }
    return out.assign(sum.get());
  }

  @Override
  public INDArray triangle(INDArray out) {
    return gram(this, out);
  }

  @Override
  public void addTransposed(
      INDArray target, long from, long to, double scale, INDArray coefficients) {
    Matrix c = on.written(Scratch.COEFFICIENTS, coefficients);
    long step = Math.min(tile(), on.tileRows(target.columns()));
    for (long begin = from; begin < to; begin += step) {
      long first = begin;
      long last = Math.min(to, begin + step);
      ScratchMemory.part(
          () -> {
            Matrix result = on.room(Scratch.RESULT, last - first, target.columns());
            on.addProduct(result, true, null, scale, coordinates(first, last), c);
            INDArray sum =
                Nd4j.createUninitialized(
                    DataType.FLOAT, new long[] {last - first, target.columns()}, 'f');
            on.read(result, sum);
            rows(target, first - from, last - from).addi(sum);
          });
    }
  }

  @Override
  public double[] squaredRadii() {
    Sum sum = on.dots(count);
    for (long from = 0; from < dimension; from += tile()) {
      Matrix own = coordinates(from, Math.min(dimension, from + tile()));
      sum.add(own, own);
    }
    return sum.get().data().asDouble();
  }

  private static INDArray rows(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  @Override
  public void close() {
    numbers.close();
    if (key != null) {
      key.close();
    }
  }
}
