package org.sdze.optimizer.estimate;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;

/**
 * The columns of a Jacobian written out, for a parameter small enough for that.
 *
 * @param parameter {@code [in, out]}, 'f' order; a live view
 * @param rows {@code [n, in · columns.length]}, 'f' order
 * @param columns the columns of the parameter that the rows cover, increasing
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
public record ExplicitRows(INDArray parameter, INDArray rows, int[] columns) implements RowBlock {

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock other, INDArray kernel) {
    if (other == this) {
      Triangles.square(rows, 1, kernel, 1);
    } else if (other instanceof ExplicitRows that && Arrays.equals(columns, that.columns)) {
      Products.gemm(rows, that.rows, kernel, false, true, 1, 1);
    } else {
      RowBlock.super.addGram(other, kernel);
    }
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray covered =
        Nd4j.createUninitialized(rows.dataType(), new long[] {rows.columns(), 1}, 'f');
    Products.gemm(rows, weights, covered, true, false, 1, 0);
    covered = covered.reshape('f', parameter.rows(), columns.length);
    if (coversAll()) {
      return new ExplicitGradient(parameter, covered);
    }
    INDArray gradient = Nd4j.zeros(rows.dataType(), parameter.shape()).dup('f');
    for (int k = 0; k < columns.length; k++) {
      gradient.getColumn(columns[k]).assign(covered.getColumn(k));
    }
    return new ExplicitGradient(parameter, gradient);
  }

  @Override
  public INDArray multiply(INDArray vector) {
    INDArray covered =
        coversAll()
            ? vector.dup('f')
            : vector.get(NDArrayIndex.all(), NDArrayIndex.indices(asLong(columns))).dup('f');
    INDArray product = Nd4j.createUninitialized(rows.dataType(), new long[] {rows.rows(), 1}, 'f');
    return Products.gemm(
        rows, covered.reshape('f', rows.columns(), 1), product, false, false, 1, 0);
  }

  private boolean coversAll() {
    return columns.length == parameter.columns();
  }

  private static long[] asLong(int[] values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
