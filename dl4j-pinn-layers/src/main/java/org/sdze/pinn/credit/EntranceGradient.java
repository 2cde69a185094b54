package org.sdze.pinn.credit;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.pinn.direction.DirectionSet;

/**
 * A combination of rows of the Jacobian at the first layer, s² (Xᵀ S + Vᵀ C): a step reads and
 * writes W twice and makes no array of its size.
 *
 * @param entrance the batch at the first layer
 * @param byVector S, {@code [m, h]}
 * @param seen Vᵀ C
 */
record EntranceGradient(Entrance entrance, INDArray byVector, Seen seen)
    implements ParameterGradient {

  /** A matrix of the shape of W whose columns lie in the span of the directions. */
  sealed interface Seen permits Directional, Columns {
    /** Adds rows {@code from} to {@code to} of {@code scale} times the matrix. */
    void addTo(INDArray target, long from, long to, double scale);

    /** M with W M this matrix, {@code [h, h]}, double; null where there is none. */
    @Nullable INDArray asCombination();
  }

  /** Vᵀ C, C {@code [V, h]}. */
  record Directional(DirectionSet directions, INDArray coefficients) implements Seen {
    @Override
    public void addTo(INDArray target, long from, long to, double scale) {
      directions.addTo(target, from, to, scale, coefficients);
    }

    @Override
    public @Nullable INDArray asCombination() {
      return directions.asCombination(coefficients);
    }
  }

  /** Vᵀ V W diag(c), c {@code [1, h]}. */
  record Columns(DirectionSet directions, INDArray factors) implements Seen {
    @Override
    public void addTo(INDArray target, long from, long to, double scale) {
      directions.addSeenColumns(target, from, to, scale, factors);
    }

    @Override
    public @Nullable INDArray asCombination() {
      return null; // G is not needed again: the squared norms of the columns are one pass over W
    }
  }

  private INDArray weights() {
    return entrance.weights();
  }

  @Override
  public long rows() {
    return weights().rows();
  }

  @Override
  public long columns() {
    return weights().columns();
  }

  @Override
  public double scale() {
    return entrance.network().inputScale();
  }

  @Override
  public void read(long from, long to, INDArray tile) {
    INDArray vectors = entrance.vectors();
    INDArray part =
        from == 0 && to == vectors.columns()
            ? vectors
            : vectors.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    Nd4j.gemm(part, byVector, tile, true, false, entrance.metric(), 0);
    seen.addTo(tile, from, to, entrance.metric());
  }

  @Override
  public void subtract(long from, long to, INDArray change) {
    ParameterGradient.rows(weights(), from, to).subi(change);
  }

  @Override
  public void step(double scale) {
    double size = scale * entrance.metric();
    INDArray combination = recursionPays() ? seen.asCombination() : null;
    seen.addTo(weights(), 0, rows(), -size);
    Nd4j.gemm(entrance.vectors(), byVector, weights(), true, false, -size, 1);
    if (combination != null) {
      INDArray m = Nd4j.eye(columns()).castTo(DataType.DOUBLE).subi(combination.muli(size));
      entrance
          .span()
          .follow(
              m.dup('f'),
              entrance.images().castTo(DataType.DOUBLE),
              byVector.castTo(DataType.DOUBLE).muli(size),
              entrance.gram().values().castTo(DataType.DOUBLE));
    }
  }

  /** Below that, WᵀW costs less than the recursion. */
  private boolean recursionPays() {
    return rows() > 4L * entrance.vectors().rows();
  }
}
