package org.sdze.optimizer.estimate;

import java.util.List;

/**
 * The rows of a least-squares objective. The loss of sample i is r₁(i) r₂(i): two independent
 * estimates of one residual, or twice the same one.
 *
 * @param first the rows along which a step goes
 * @param second the rows whose residuals say how far; the same object as {@code first} where the
 *     residual is exact, or its square's bias accepted
 */
public record ResidualRows(SampleRows first, SampleRows second) {

  /** Rows of which both factors of the loss are the same. */
  public static ResidualRows squared(SampleRows rows) {
    return new ResidualRows(rows, rows);
  }

  /**
   * The rows of a loss that is a sum of terms, each the mean of a term's r₁ r₂ times its weight.
   *
   * @param terms of one network, at least one
   * @param weights one a term, not negative
   */
  public static ResidualRows stacked(List<ResidualRows> terms, double[] weights) {
    SampleRows first =
        SampleRows.stacked(terms.stream().map(ResidualRows::first).toList(), weights);
    return terms.stream().allMatch(ResidualRows::isSquared)
        ? squared(first)
        : new ResidualRows(
            first, SampleRows.stacked(terms.stream().map(ResidualRows::second).toList(), weights));
  }

  /** Whether both factors are the same. */
  @SuppressWarnings("ReferenceEquality") // whether it is the same object is the question
  public boolean isSquared() {
    return first == second;
  }

  /** The gradient of the mean of r₁ r₂, E[2 r₂ ∂r₁/∂θ]. */
  public GradientEstimate gradient() {
    double[] weights = second.residuals().clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 2.0 / weights.length;
    }
    return first.combine(weights);
  }

  /** The mean of r₁ r₂. */
  public double loss() {
    double sum = 0;
    for (int i = 0; i < first.residuals().length; i++) {
      sum += first.residuals()[i] * second.residuals()[i];
    }
    return sum / first.residuals().length;
  }
}
