package org.sdze.optimizer.estimate;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.algebra.Triangles;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.forward.Workspace;

/**
 * The residuals of a batch and the rows of their Jacobian J = ∂r/∂θ, in factored form.
 *
 * <p>The arrays behind it belong to the step's workspace: it is valid until the next step.
 *
 * @param network the network whose parameters θ are
 * @param residuals r, {@code [n]}
 * @param blocks the parameters' columns, in the order of {@link DenseNetwork#parameters()}
 * @param workspace holds the arrays
 */
@SuppressWarnings("ArrayRecordComponent") // a value of one step, never compared
public record SampleRows(
    DenseNetwork network, double[] residuals, List<RowBlock> blocks, Workspace workspace) {

  /**
   * The residuals of several terms of a loss, one below the other: with weights w and n rows of a
   * term among N, its rows and residuals are multiplied by √(w N / n), so that the mean of the
   * squares is the sum of w times each term's.
   *
   * @param terms of one network
   * @param weights w, one a term, not negative
   */
  static SampleRows stacked(List<SampleRows> terms, double[] weights) {
    int rows = terms.stream().mapToInt(term -> term.residuals.length).sum();
    double[] residuals = new double[rows];
    List<List<StackedRows.Part>> parts = new ArrayList<>();
    terms.get(0).blocks.forEach(block -> parts.add(new ArrayList<>()));
    int from = 0;
    for (int t = 0; t < weights.length; t++) {
      SampleRows term = terms.get(t);
      int to = from + term.residuals.length;
      double factor = Math.sqrt(weights[t] * rows / term.residuals.length);
      for (int i = from; i < to; i++) {
        residuals[i] = factor * term.residuals[i - from];
      }
      for (int k = 0; k < parts.size(); k++) {
        parts.get(k).add(new StackedRows.Part(term.blocks.get(k), factor, from, to));
      }
      from = to;
    }
    return new SampleRows(
        terms.get(0).network,
        residuals,
        parts.stream().<RowBlock>map(StackedRows::new).toList(),
        terms.get(0).workspace.scope("stack"));
  }

  /**
   * J · otherᵀ, {@code [n, n]}, 'f' order; in the same array at every call on rows of one
   * workspace.
   *
   * @return symmetric to the bit where {@code other} is this
   */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public INDArray gram(SampleRows other) {
    INDArray kernel = triangle(other);
    return other == this ? Triangles.mirror(kernel) : kernel;
  }

  /** The same, of which only the lower triangle counts where {@code other} is this. */
  public INDArray triangle(SampleRows other) {
    long n = residuals.length;
    INDArray kernel = workspace.buffer("kernel", n, n);
    Elementwise.clear(kernel);
    for (int k = 0; k < blocks.size(); k++) {
      blocks.get(k).addGram(other.blocks.get(k), kernel);
    }
    return kernel;
  }

  /** The combination Jᵀ a of the rows. */
  public GradientEstimate combine(double[] weights) {
    INDArray column = column(weights);
    return new GradientEstimate(
        network, blocks.stream().map(block -> block.combine(column)).toList());
  }

  /**
   * The product J φ, {@code [n]}.
   *
   * @param vector φ, one array a parameter
   */
  public double[] multiply(List<INDArray> vector) {
    INDArray product = column(new double[residuals.length]);
    for (int k = 0; k < blocks.size(); k++) {
      product.addi(blocks.get(k).multiply(vector.get(k)));
    }
    return HostArrays.copy(product);
  }

  private INDArray column(double[] values) {
    return HostArrays.matrix(values, values.length, network.dataType());
  }
}
