package org.sdze.arbiter.generator;

import java.util.Arrays;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * The posterior of a Gaussian process with unknown constant mean, given noisy values at some
 * points:
 *
 * <pre>y = μ + f + noise,    cov f = σ² M,    var noise = σ² g.</pre>
 *
 * μ has a flat prior, so that the posterior is that of ordinary kriging; σ² is its estimate given
 * the {@link Hyperparameters} (see {@link Evidence}). Immutable after construction but for scratch
 * memory: owned by one thread. A prediction costs n² + nd multiplications.
 */
final class GaussianProcess {

  private final Kernel kernel;
  private final double[][] points;
  private final double[] relevance;
  private final double variance;
  private final double mean;
  private final double[][] lower; // L of K = M + g I = L Lᵀ
  private final double[] weights; // K⁻¹ (y − μ)
  private final double[] solvedOnes; // L⁻¹ 1
  private final double onesNorm; // 1ᵀ K⁻¹ 1
  private final double[] scratch;

  /**
   * A prediction of f + μ, without noise.
   *
   * @param deviation the standard deviation
   * @param known whether the point has the features of one that was observed
   */
  record Prediction(double mean, double deviation, boolean known) {}

  /**
   * The posterior.
   *
   * @param points features, {@code [n, d]}, n at least 1
   * @param values {@code [n]}
   */
  GaussianProcess(
      Kernel kernel, double[][] points, double[] values, Hyperparameters hyperparameters) {
    this.kernel = kernel;
    this.points = points;
    this.relevance = hyperparameters.relevance();
    int n = points.length;
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        double c = Kernel.correlation(kernel.squaredDistance(points[i], points[j], relevance));
        covariance[i][j] = c;
        covariance[j][i] = c;
      }
      covariance[i][i] = 1 + hyperparameters.noise();
    }
    lower = new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false)).getL().getData();
    scratch = new double[n];
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    solvedOnes = forward(ones, new double[n]);
    onesNorm = dot(solvedOnes, solvedOnes);
    double[] solved = forward(values, new double[n]);
    mean = dot(solvedOnes, solved) / onesNorm;
    for (int i = 0; i < n; i++) {
      solved[i] -= mean * solvedOnes[i];
    }
    variance = Evidence.variance(dot(solved, solved), n);
    weights = backward(solved);
  }

  /** The prediction at a point. */
  Prediction predict(double[] features) {
    int n = points.length;
    double[] correlations = new double[n];
    double sum = mean;
    boolean known = false;
    for (int i = 0; i < n; i++) {
      double squared = kernel.squaredDistance(points[i], features, relevance);
      known |= squared == 0;
      correlations[i] = Kernel.correlation(squared);
      sum += correlations[i] * weights[i];
    }
    double[] solved = forward(correlations, scratch);
    double missing = 1 - dot(solvedOnes, solved);
    double share = 1 - dot(solved, solved) + missing * missing / onesNorm;
    return new Prediction(sum, Math.sqrt(variance * Math.max(share, 0)), known);
  }

  /** L⁻¹ b. */
  private double[] forward(double[] right, double[] solution) {
    for (int i = 0; i < solution.length; i++) {
      double[] row = lower[i];
      double sum = right[i];
      for (int j = 0; j < i; j++) {
        sum -= row[j] * solution[j];
      }
      solution[i] = sum / row[i];
    }
    return solution;
  }

  /** L⁻ᵀ b. */
  private double[] backward(double[] right) {
    double[] solution = right.clone();
    for (int i = solution.length - 1; i >= 0; i--) {
      double value = solution[i] / lower[i][i];
      solution[i] = value;
      for (int j = 0; j < i; j++) {
        solution[j] -= lower[i][j] * value;
      }
    }
    return solution;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
