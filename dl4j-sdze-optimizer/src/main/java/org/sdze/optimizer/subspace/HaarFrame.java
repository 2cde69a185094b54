package org.sdze.optimizer.subspace;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/** Matrices with orthonormal columns, distributed by the Haar measure (docs/method.md §4a). */
public final class HaarFrame {

  private HaarFrame() {}

  /**
   * A random {@code [rows, columns]} matrix U with UᵀU = I, 'f' order.
   *
   * <p>The factor Q of a Gaussian matrix Y = Q R with positive diagonal of R is Haar-distributed; R
   * comes from the Cholesky factor of YᵀY, twice for the sake of round-off, so that a tall matrix
   * costs four products and one copy.
   *
   * @param key names the draw
   * @param columns at most {@code rows}
   * @throws IllegalArgumentException if there are more columns than rows
   */
  public static INDArray draw(RandomKey key, long rows, long columns, DataType dataType) {
    if (columns < 1 || columns > rows) {
      throw Argument.refused(
          "a frame in %d dimensions has between 1 and %d columns, not %d", rows, rows, columns);
    }
    INDArray frame = Nd4j.createUninitialized(dataType, new long[] {rows, columns}, 'f');
    KeyedDraws.gaussian(key, frame);
    return orthonormalize(orthonormalize(frame));
  }

  private static INDArray orthonormalize(INDArray tall) {
    long columns = tall.columns();
    INDArray gram = Nd4j.createUninitialized(tall.dataType(), new long[] {columns, columns}, 'f');
    Nd4j.gemm(tall, tall, gram, true, false, 1, 0);
    RealMatrix g = new Array2DRowRealMatrix(HostArrays.rows(gram), false);
    RealMatrix r = new CholeskyDecomposition(g.add(g.transpose()).scalarMultiply(0.5)).getLT();
    RealMatrix inverse = MatrixUtils.inverse(r);
    INDArray frame = tall.ulike();
    INDArray factor = Nd4j.create(inverse.getData()).castTo(tall.dataType()).dup('f');
    return Nd4j.gemm(tall, factor, frame, false, false, 1, 0);
  }
}
