package org.sdze.pinn.credit;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.Products;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.estimate.ExplicitGradient;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.estimate.RowBlock;
import org.sdze.optimizer.forward.Workspace;
import org.sdze.pinn.jet.Jet;

/**
 * The Jacobian's columns for the first layer's weights W, {@code [d, h]}, of a network with one
 * hidden layer, where one line stands for the axes S: with A the derivatives by the pre-activations
 * and H those by half the squares of s_j = ‖W_S,j‖,
 *
 * <pre>∂r_i/∂W_aj = A_ij x_ia + H_ij W_aj  in S,   A_ij x_ia + C_a,ij  in another axis a.</pre>
 *
 * <p>The columns of other axes are written out, those in S never: K = (A Aᵀ) ∘ (X_S X_Sᵀ) + (A ∘
 * X_S W_S) Hᵀ + H (A ∘ X_S W_S)ᵀ + (H diag s²) Hᵀ, three products of n²·h instead of |S|
 * (docs/method.md §2).
 *
 * @param parameter W, a live view
 * @param axes S, increasing
 * @param own W_S, {@code [|S|, h]}
 * @param points X_S, {@code [n, |S|]}
 * @param byValue A, {@code [n, h]}
 * @param byNorms H, {@code [n, h]}
 * @param others the other axes, increasing
 * @param written their columns, one axis beside the other, {@code [n, h]} each
 * @param work for what is as large as the kernel
 */
record AxisRows(
    INDArray parameter,
    List<Integer> axes,
    INDArray own,
    INDArray points,
    INDArray byValue,
    INDArray byNorms,
    List<Integer> others,
    INDArray written,
    Workspace work)
    implements RowBlock {

  @Override
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public void addGram(RowBlock other, INDArray kernel) {
    if (other != this) {
      RowBlock.super.addGram(other, kernel);
      return;
    }
    if (!others.isEmpty()) {
      Triangles.square(written, 1, kernel, 1);
    }
    long n = kernel.rows();
    INDArray products = work.buffer("products of credits", n, n);
    INDArray pointProducts = work.buffer("products of points", n, n);
    Triangles.square(byValue, 1, products, 0);
    Triangles.square(points, 1, pointProducts, 0);
    Elementwise.addProduct(kernel, products, pointProducts);
    // Half of the last term with each of the cross terms.
    INDArray crossed = Jet.times(points, own).muli(byValue);
    crossed.addi(byNorms.mulRowVector(squaredNorms().muli(0.5)));
    Triangles.pair(crossed, byNorms, 1, kernel, 1);
  }

  private INDArray squaredNorms() {
    return own.mul(own).sum(true, 0);
  }

  @Override
  public ParameterGradient combine(INDArray weights) {
    INDArray gradient =
        Nd4j.createUninitialized(parameter.dataType(), parameter.shape(), 'f').assign(0);
    INDArray inAxes = Nd4j.createUninitialized(own.dataType(), own.shape(), 'f');
    Products.gemm(points, byValue.mulColumnVector(weights), inAxes, true, false, 1, 0);
    inAxes.addi(own.mulRowVector(sum(byNorms, weights)));
    for (int k = 0; k < axes.size(); k++) {
      gradient.getRow(axes.get(k)).assign(inAxes.getRow(k));
    }
    if (!others.isEmpty()) {
      INDArray beside = sum(written, weights);
      for (int k = 0; k < others.size(); k++) {
        gradient.getRow(others.get(k)).assign(part(beside, k).reshape(own.columns()));
      }
    }
    return new ExplicitGradient(parameter, gradient);
  }

  /** aᵀ M. */
  private static INDArray sum(INDArray matrix, INDArray weights) {
    INDArray sum = Nd4j.createUninitialized(matrix.dataType(), new long[] {1, matrix.columns()});
    return Products.gemm(weights, matrix, sum, true, false, 1, 0);
  }

  /** The columns of the k-th of the other axes. */
  private INDArray part(INDArray beside, int k) {
    return part(beside, 0, beside.rows(), k, own.columns());
  }

  /** Rows of the k-th part of a matrix, so many columns a part. */
  static INDArray part(INDArray all, long from, long end, long k, long columns) {
    return all.get(
        NDArrayIndex.interval(from, end), NDArrayIndex.interval(k * columns, (k + 1) * columns));
  }

  @Override
  public INDArray multiply(INDArray vector) {
    INDArray inAxes = rows(vector, axes);
    INDArray product = Jet.times(points, inAxes).muli(byValue);
    product.addi(byNorms.mulRowVector(inAxes.mul(own).sum(true, 0)));
    for (int k = 0; k < others.size(); k++) {
      product.addi(part(written, k).mulRowVector(rows(vector, List.of(others.get(k)))));
    }
    return product.sum(true, 1).dup('f');
  }

  /** Some rows of a matrix, one below the other. */
  static INDArray rows(INDArray matrix, List<Integer> rows) {
    return Nd4j.vstack(rows.stream().map(row -> matrix.getRow(row, true)).toList()).dup('f');
  }
}
