package org.sdze.optimizer.estimate;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.wide.PointBatch;
import org.sdze.optimizer.wide.WideChange;
import org.sdze.optimizer.wide.WideLayer;

/**
 * The columns of J that belong to the weights of a dense layer: row i is x(i) δ(i)ᵀ.
 *
 * @param layer W, {@code [in, out]}
 * @param inputs x, {@code [n, in]}
 * @param credits δ, {@code [n, out]}
 */
public record OuterRows(WideLayer layer, PointBatch inputs, INDArray credits) implements RowBlock {

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock other, INDArray kernel) {
    if (!(other instanceof OuterRows that)) {
      RowBlock.super.addGram(other, kernel);
      return;
    }
    INDArray gram = empty(that.credits.rows());
    if (other == this) {
      Triangles.square(credits, 1, gram, 0);
    } else {
      Products.gemm(credits, that.credits, gram, false, true, 1, 0);
    }
    kernel.addi(gram.muli(inputs.gram(that.inputs, empty(that.credits.rows()))));
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    return new Sum(layer, new WideChange.Outer(inputs, credits.mulColumnVector(weights)));
  }

  @Override
  public INDArray multiply(INDArray vector) {
    return inputs.times(vector, empty(vector.columns())).muli(credits).sum(true, 1);
  }

  private INDArray empty(long columns) {
    return Nd4j.createUninitialized(credits.dataType(), new long[] {credits.rows(), columns}, 'f');
  }

  /** Xᵀ S, never written out. */
  private record Sum(WideLayer layer, WideChange product) implements ParameterGradient {
    @Override
    public long rows() {
      return layer.inputs();
    }

    @Override
    public long columns() {
      return layer.outputs();
    }

    @Override
    public void read(long from, long to, INDArray tile) {
      layer.addTo(tile.assign(0), from, to, 1, List.of(product));
    }

    @Override
    public void subtract(long from, long to, INDArray change) {
      layer.subtract(from, to, change);
    }

    @Override
    public void step(double scale) {
      layer.add(-scale, List.of(product));
    }
  }
}
