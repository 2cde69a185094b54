package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The estimated gradient by one parameter, in factored form, together with the parameter.
 *
 * <p>A tile is a range of rows of the {@code [rows, columns]} coordinates in which the estimate
 * lives: the parameter itself, or its coordinates in a subspace. A large gradient exists one tile
 * at a time.
 */
public interface ParameterGradient {

  /** The number of rows of the coordinates. */
  long rows();

  /** The number of columns of the coordinates. */
  long columns();

  /**
   * s, where the parameter holds s times what is trained: a change of that is s times as large
   * here. What is read is the change here of a gradient step there, s² times the derivative.
   */
  default double scale() {
    return 1;
  }

  /** The first step at which the coordinates were these; those of before do not compare. */
  default long since() {
    return 0;
  }

  /**
   * Overwrites {@code tile} with rows {@code from} to {@code to} of the gradient.
   *
   * @param tile output, {@code [to − from, columns]}, 'f' order
   */
  void read(long from, long to, INDArray tile);

  /** Subtracts {@code change}, {@code [to − from, columns]}, from those rows of the parameter. */
  void subtract(long from, long to, INDArray change);

  /** Subtracts {@code scale} times the whole gradient, in the cheapest way there is. */
  void step(double scale);

  /** Rows {@code from} to {@code to} of a matrix: the matrix itself where they are all. */
  static INDArray rows(INDArray matrix, long from, long to) {
    return from == 0 && to == matrix.rows()
        ? matrix
        : matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
