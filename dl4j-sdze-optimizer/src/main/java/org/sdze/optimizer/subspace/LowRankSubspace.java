package org.sdze.optimizer.subspace;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * The subspace in which one parameter moves: W + κ U S Vᵀ for a matrix, U and V Haar-distributed
 * frames, S its r × r coordinates; all of R^m for a vector, whose coordinates are its own.
 *
 * <p>κ = √(mn)/r gives κ U S Vᵀ the covariance of a full Gaussian matrix when S is standard normal.
 */
public final class LowRankSubspace {

  private final INDArray parameter;
  private final boolean matrix;
  private final INDArray left; // κ U, or nothing
  private final INDArray right; // V, or nothing
  private final long[] shape;

  /**
   * The subspace of a parameter.
   *
   * @param parameter {@code [m, n]}, a live view; a vector where a side is 1
   * @param rank r, at most the smaller side of a matrix
   * @param key names the frames
   */
  public LowRankSubspace(INDArray parameter, int rank, RandomKey key) {
    this.parameter = parameter;
    long rows = parameter.rows();
    long columns = parameter.columns();
    this.matrix = rows > 1 && columns > 1;
    if (matrix) {
      double spread = Math.sqrt((double) rows * columns) / rank;
      left = HaarFrame.draw(key.index(0), rows, rank, parameter.dataType()).muli(spread);
      right = HaarFrame.draw(key.index(1), columns, rank, parameter.dataType());
      shape = new long[] {rank, rank};
    } else {
      left = Nd4j.empty(parameter.dataType());
      right = left;
      shape = new long[] {rows, columns};
    }
  }

  /** Whether its coordinates are others than those of the parameter. */
  boolean isOfMatrix() {
    return matrix;
  }

  /** The parameter, a live view. */
  public INDArray parameter() {
    return parameter;
  }

  /** A standard normal perturbation in the coordinates of the subspace. */
  public INDArray draw(RandomKey key) {
    INDArray coordinates = Nd4j.createUninitialized(parameter.dataType(), shape, 'f');
    KeyedDraws.gaussian(key, coordinates);
    return coordinates;
  }

  /** Adds {@code scale} times the direction with these coordinates to the parameter. */
  public void move(INDArray coordinates, double scale) {
    if (!matrix) {
      parameter.addi(coordinates.mul(scale));
    } else if (parameter.ordering() == 'f') {
      ScratchMemory.part(
          () -> Nd4j.gemm(scaledLeft(coordinates, scale), right, parameter, false, true, 1, 1));
    } else {
      parameter.addi(scaledLeft(coordinates, scale).mmul(right.transpose()));
    }
  }

  private INDArray scaledLeft(INDArray coordinates, double scale) {
    return Nd4j.gemm(left, coordinates, left.ulike(), false, false, scale, 0);
  }

  /** Frees the frames: nothing can be moved any more. */
  void release() {
    if (matrix) {
      Release.of(left, right);
    }
  }

  /**
   * A gradient in the coordinates of the subspace.
   *
   * @param since the first step at which they were these
   */
  public ParameterGradient gradient(INDArray coordinates, long since) {
    return new ParameterGradient() {
      @Override
      public long rows() {
        return coordinates.rows();
      }

      @Override
      public long columns() {
        return coordinates.columns();
      }

      @Override
      public long since() {
        return since;
      }

      @Override
      public void read(long from, long to, INDArray tile) {
        tile.assign(ParameterGradient.rows(coordinates, from, to));
      }

      @Override
      public void subtract(long from, long to, INDArray change) {
        INDArray whole = change;
        if (from != 0 || to != coordinates.rows()) {
          whole = coordinates.ulike().assign(0);
          ParameterGradient.rows(whole, from, to).assign(change);
        }
        move(whole, -1);
      }

      @Override
      public void step(double scale) {
        move(coordinates, -scale);
      }
    };
  }
}
