package org.sdze.optimizer.estimate;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The columns of J that belong to the weights or the bias of a dense layer: row i is x(i) δ(i)ᵀ, or
 * δ(i) for a bias.
 *
 * @param parameter W or b, a live view
 * @param inputs x, {@code [n, in]}; null for a bias
 * @param credits δ, {@code [n, out]}
 */
public record OuterRows(INDArray parameter, @Nullable INDArray inputs, INDArray credits)
    implements RowBlock {

  @Override
  public void addGram(RowBlock other, INDArray kernel) {
    if (!(other instanceof OuterRows that)) {
      RowBlock.super.addGram(other, kernel);
      return;
    }
    INDArray gram = product(credits, that.credits);
    if (inputs != null && that.inputs != null) {
      gram.muli(product(inputs, that.inputs));
    }
    kernel.addi(gram);
  }

  private static INDArray product(INDArray a, INDArray b) {
    INDArray product = Nd4j.createUninitialized(a.dataType(), new long[] {a.rows(), b.rows()}, 'f');
    return Nd4j.gemm(a, b, product, false, true, 1, 0);
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray weighted = credits.mulColumnVector(weights);
    if (inputs == null) {
      return new ExplicitGradient(parameter, weighted.sum(true, 0));
    }
    INDArray gradient =
        Nd4j.createUninitialized(
            credits.dataType(), new long[] {inputs.columns(), credits.columns()}, 'f');
    Nd4j.gemm(inputs, weighted, gradient, true, false, 1, 0);
    return new ExplicitGradient(parameter, gradient);
  }

  @Override
  public INDArray multiply(INDArray vector) {
    if (inputs == null) {
      return credits.mulRowVector(vector).sum(true, 1);
    }
    INDArray moved =
        Nd4j.createUninitialized(
            credits.dataType(), new long[] {inputs.rows(), vector.columns()}, 'f');
    Nd4j.gemm(inputs, vector, moved, false, false, 1, 0);
    return moved.muli(credits).sum(true, 1);
  }
}
