package org.sdze.pinn.jet;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.PointBatch;

/**
 * What the first layer's weights multiply: the points, and below them the field q along which a
 * derivative is asked for, unless it is the points themselves.
 *
 * @param vectors X, {@code [n, d]}, or X over Q, {@code [2n, d]}
 * @param points n
 */
public record EntranceVectors(PointBatch vectors, long points) {

  /** Points that are their own field. */
  public static EntranceVectors of(INDArray points) {
    return new EntranceVectors(new HeldPoints(points), points.rows());
  }

  /**
   * Points with a field, in a buffer of the workspace.
   *
   * @param field {@code [n, d]}; the very points for none of its own
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public static EntranceVectors of(INDArray points, INDArray field, Workspace work) {
    if (field == points) {
      return of(points);
    }
    long n = points.rows();
    INDArray stacked = work.buffer("points and field", 2 * n, points.columns());
    rows(stacked, 0, n).assign(points);
    rows(stacked, n, 2 * n).assign(field);
    return new EntranceVectors(new HeldPoints(stacked), n);
  }

  /** Whether the field is the points themselves. */
  public boolean isPoints() {
    return vectors.count() == points;
  }

  /** The points' part of something with a row a vector, as a dense array. */
  INDArray ofPoints(INDArray rows, Workspace work) {
    return isPoints() ? rows : dense(rows, 0, work.buffer("of points", points, rows.columns()));
  }

  /** The field's part of something with a row a vector, as a dense array. */
  INDArray ofField(INDArray rows, Workspace work) {
    return isPoints() ? rows : dense(rows, points, work.buffer("of field", points, rows.columns()));
  }

  private INDArray dense(INDArray rows, long from, INDArray out) {
    return out.assign(rows(rows, from, from + points));
  }

  /**
   * What becomes of a point and what becomes of its field, added.
   *
   * @param tensor {@code [2n, …]}, 'f' order; {@code [n, …]} where there is no field
   * @return {@code [n, …]}, 'f' order: the tensor itself where there is no field
   */
  public INDArray fold(INDArray tensor) {
    if (isPoints()) {
      return tensor;
    }
    long[] shape = tensor.shape().clone(); // ND4J gives away its own array
    shape[0] = points;
    INDArray flat = tensor.reshape('f', 2 * points, tensor.length() / (2 * points));
    INDArray sum = Nd4j.createUninitialized(tensor.dataType(), shape, 'f');
    INDArray out = sum.reshape('f', points, flat.columns());
    out.assign(rows(flat, 0, points)).addi(rows(flat, points, 2 * points));
    return sum;
  }

  /**
   * The sensitivities to the two parts, one over the other.
   *
   * @param byPoint {@code [n, J]}
   * @param byField {@code [n, J]}
   * @return their sum where there is no field, {@code [2n, J]} elsewhere
   */
  public INDArray stack(INDArray byPoint, INDArray byField) {
    return isPoints() ? byPoint.add(byField) : over(byPoint, byField);
  }

  /**
   * A number a point, for the point and for its field.
   *
   * @param column {@code [n, 1]}
   * @return the column itself where there is no field, {@code [2n, 1]} elsewhere
   */
  public INDArray spread(INDArray column) {
    return isPoints() ? column : over(column, column);
  }

  private static INDArray over(INDArray upper, INDArray lower) {
    long n = upper.rows();
    INDArray both =
        Nd4j.createUninitialized(upper.dataType(), new long[] {2 * n, upper.columns()}, 'f');
    rows(both, 0, n).assign(upper);
    rows(both, n, 2 * n).assign(lower);
    return both;
  }

  private static INDArray rows(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }
}
