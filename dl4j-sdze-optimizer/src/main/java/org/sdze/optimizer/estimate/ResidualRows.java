package org.sdze.optimizer.estimate;

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
