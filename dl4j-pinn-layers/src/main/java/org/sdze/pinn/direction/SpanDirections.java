package org.sdze.pinn.direction;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.HaarFrame;
import org.sdze.optimizer.wide.HeldPoints;
import org.sdze.optimizer.wide.WideLayer;

/**
 * Directions in the span of the first layer's columns (docs/method.md §2b), or of all layers' that
 * read the input: of several, the directions are written out, a matrix as large as their weights.
 *
 * <p>All h of them give the exact operators. A few of them are rows of a random rotation of the
 * span, scaled by √(h/k) and new each step: exact in the mean.
 *
 * @param count k, at least 1; {@link #ALL}, or any k from the first layer's width up, takes all
 */
public record SpanDirections(int count) implements DirectionLaw {

  /** The count that takes the whole span. */
  public static final int ALL = Integer.MAX_VALUE;

  public SpanDirections {
    Argument.atLeastOne("direction count", count);
  }

  /** The whole span. */
  public static SpanDirections all() {
    return new SpanDirections(ALL);
  }

  @Override
  public boolean isExact() {
    return count == ALL;
  }

  @Override
  public DirectionLaw half() {
    return isExact() ? this : new SpanDirections(Math.max(1, count / 2));
  }

  @Override
  public DirectionDraw draw(RandomKey key, long space, long dimension, Workspace workspace) {
    Argument.given("key", key);
    Argument.atLeastOne("dimension", dimension);
    Argument.given("workspace", workspace);
    return span -> {
      WideLayer layer = span.network().wide(0);
      List<Integer> entrances = span.network().entrances();
      if (entrances.size() > 1 || space < dimension) {
        return ofAll(span.network(), entrances, key, space);
      }
      long width = Math.min(layer.outputs(), dimension);
      return count >= width
          ? new WholeSpan(span, () -> basis(span, layer, null))
          : basis(span, layer, combinations(key, width, workspace.dataType()));
    };
  }

  private INDArray combinations(RandomKey key, long width, DataType dataType) {
    INDArray rotation = HaarFrame.draw(key, width, count, dataType).transpose().dup('f');
    return rotation.muli(Math.sqrt((double) width / count));
  }

  /**
   * Directions in the span of what all columns of some layers are in space: as rows of a matrix.
   */
  private DirectionSet ofAll(
      DenseNetwork network, List<Integer> entrances, RandomKey key, long space) {
    INDArray whole =
        Nd4j.hstack(entrances.stream().map(network::wide).map(w -> w.rows(0, w.inputs())).toList());
    boolean isTimed = space < whole.rows();
    INDArray all = isTimed ? rows(whole, space) : whole;
    long width = Math.min(all.rows(), all.columns());
    INDArray directions =
        all.rows() > all.columns()
            ? SpanFactor.basis(all).transpose().dup('f')
            : Nd4j.eye(width).castTo(all.dataType()).dup('f');
    if (count < width) {
      INDArray some = Nd4j.createUninitialized(all.dataType(), new long[] {count, all.rows()}, 'f');
      directions =
          Products.gemm(
              combinations(key, width, all.dataType()), directions, some, false, false, 1, 0);
    }
    return new ExplicitDirectionSet(
        new HeldPoints(ExplicitDirectionSet.besideTime(directions, whole.rows())),
        network.wide(0),
        isTimed && count >= width);
  }

  private static INDArray rows(INDArray matrix, long count) {
    return matrix.get(NDArrayIndex.interval(0, count), NDArrayIndex.all()).dup('f');
  }

  /** The directions of the span, or the combinations of them in the rows of a matrix. */
  private static DirectionSet basis(
      SpanFactor span, WideLayer layer, @Nullable INDArray combinations) {
    if (layer.inputs() > layer.outputs()) {
      return new SpanDirectionSet(span, combinations);
    }
    // a first layer as wide as the input sees all of R^d: its directions are the axes
    INDArray rows =
        combinations == null
            ? Nd4j.eye(layer.inputs()).castTo(layer.dataType()).dup('f')
            : combinations;
    return new ExplicitDirectionSet(new HeldPoints(rows), layer);
  }
}
