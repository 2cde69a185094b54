package org.sdze.optimizer.wide;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The weights W, {@code [d, h]}, of a layer that reads the input. They never leave it but by rows,
 * and every other array here is small: no side is d.
 *
 * <p>A batch that holds its vectors elsewhere is taken by its {@link PointBatch#columns}. Results
 * are arrays of ND4J's in 'f' order, of the layer's type where nothing else is said. Used by one
 * thread. Every implementation passes the contract test, {@code WideLayerContract}.
 */
public interface WideLayer {

  /** d. */
  long inputs();

  /** h. */
  long outputs();

  /** Float or double. */
  DataType dataType();

  /**
   * X W.
   *
   * @param vectors X, {@code [n, d]}, of the layer's type
   * @param out overwritten, {@code [n, h]}, 'f' order; may hold anything
   * @return {@code out}
   */
  INDArray images(PointBatch vectors, INDArray out);

  /**
   * X W and the squared norms of the columns of W, in one pass over W where that is possible.
   *
   * @param out as in {@link #images(PointBatch, INDArray)}
   * @return the norms, {@code [1, h]}
   */
  default INDArray imagesAndNorms(PointBatch vectors, INDArray out) {
    images(vectors, out);
    return squaredNorms();
  }

  /** WᵀW, {@code [h, h]}, double, summed in double: the span's factor is its root. */
  INDArray gram();

  /** The squared norms of the columns of W, {@code [1, h]}. */
  INDArray squaredNorms();

  /**
   * W ← W + scale · Σ changes, all of W as it was before; one pass over W, and no array of its size
   * beside it. An implementation may put it off until W is asked for.
   *
   * @param changes as many {@link WideChange.Outer} as wanted; at most one of another kind, the
   *     last
   * @throws IllegalArgumentException if one of another kind is not the last
   */
  void add(double scale, List<WideChange> changes);

  /**
   * Adds rows of scale · Σ changes, in the order of the list.
   *
   * @param target {@code [to − from, h]}, 'f' order
   * @param changes of any kinds
   */
  void addTo(INDArray target, long from, long to, double scale, List<WideChange> changes);

  /**
   * Rows {@code from} to {@code to} of W, {@code [to − from, h]}; a view or a copy, not to be
   * changed, valid until W changes.
   */
  INDArray rows(long from, long to);

  /** Subtracts {@code change}, {@code [to − from, h]}, from those rows of W. */
  void subtract(long from, long to, INDArray change);

  /**
   * Wᵀ M.
   *
   * @param matrix M, {@code [d, k]}, such as a momentum's
   * @return {@code [h, k]}
   */
  INDArray products(INDArray matrix);

  /**
   * The products of the columns of W with their twins.
   *
   * @param matrix {@code [d, h]}, such as a momentum's
   * @return {@code [1, h]}
   */
  INDArray columnDots(INDArray matrix);
}
