package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The columns of the Jacobian J = ∂r/∂θ, {@code [n, P]}, that belong to one parameter. */
public interface RowBlock {

  /**
   * Adds J · otherᵀ over this parameter's columns: any two blocks of one parameter can meet, of
   * whatever kinds they are. As it stands here, one row of the other Jacobian after the other is
   * written out; kinds that know each other do better, and are held to this.
   *
   * <p>Where {@code other} is this, only the lower triangle counts, and anything may be added above
   * the diagonal: half the multiplications.
   *
   * @param other the same parameter's block of another Jacobian, or this
   * @param kernel {@code [n, rows of other]}, 'f' order, added to
   */
  default void addGram(RowBlock other, INDArray kernel) {
    for (int j = 0; j < kernel.columns(); j++) {
      double[] pick = new double[kernel.columns()];
      pick[j] = 1;
      INDArray column = Nd4j.create(pick, new long[] {pick.length, 1}, 'f');
      ParameterGradient row = other.combine(column.castTo(kernel.dataType()));
      INDArray written =
          Nd4j.createUninitialized(kernel.dataType(), new long[] {row.rows(), row.columns()}, 'f');
      row.read(0, row.rows(), written);
      kernel
          .get(NDArrayIndex.all(), NDArrayIndex.interval(j, j + 1))
          .addi(multiply(written).reshape('f', kernel.rows(), 1));
    }
  }

  /**
   * The combination Jᵀ a of the rows.
   *
   * @param weights a, {@code [n, 1]}
   */
  ParameterGradient combine(INDArray weights);

  /**
   * The product J φ.
   *
   * @param vector φ, of the parameter's shape
   * @return {@code [n, 1]}
   */
  INDArray multiply(INDArray vector);
}
