package org.sdze.optimizer.estimate;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Triangles;

/**
 * The columns of several Jacobians that belong to one parameter, one below the other, each times a
 * factor: those of a loss of several terms. The parts may be of different kinds.
 *
 * @param parts from the top
 */
record StackedRows(List<Part> parts) implements RowBlock {

  /**
   * Some rows of the stack.
   *
   * @param block unscaled
   * @param factor by which they are multiplied
   * @param from the first row's place in the stack
   * @param to the place after the last one's
   */
  record Part(RowBlock block, double factor, long from, long to) {}

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock other, INDArray kernel) {
    List<Part> others =
        other instanceof StackedRows that
            ? that.parts
            : List.of(new Part(other, 1, 0, kernel.columns()));
    for (int p = 0; p < parts.size(); p++) {
      for (int q = 0; q < (other == this ? p + 1 : others.size()); q++) {
        Part upper = parts.get(p);
        Part left = others.get(q);
        INDArray product =
            Nd4j.zeros(kernel.dataType(), upper.to - upper.from, left.to - left.from).dup('f');
        upper.block.addGram(left.block, product);
        if (upper.block == left.block && other != this) { // all of it counts here
          Triangles.mirror(product);
        }
        kernel
            .get(
                NDArrayIndex.interval(upper.from, upper.to),
                NDArrayIndex.interval(left.from, left.to))
            .addi(product.muli(upper.factor * left.factor));
      }
    }
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    List<ParameterGradient> gradients = new ArrayList<>();
    for (Part part : parts) {
      INDArray own = ParameterGradient.rows(weights, part.from, part.to).mul(part.factor).dup('f');
      gradients.add(part.block.combine(own));
    }
    return new SummedGradient(gradients, weights.dataType());
  }

  @Override
  public INDArray multiply(INDArray vector) {
    return Nd4j.vstack(
            parts.stream().map(part -> part.block.multiply(vector).mul(part.factor)).toList())
        .dup('f');
  }
}
