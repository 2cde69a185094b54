package org.sdze.arbiter.generator;

import java.util.Arrays;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.CholeskyDecomposition;

/**
 * How well hyperparameters explain values: the negative logarithm of their posterior density, up to
 * a constant,
 *
 * <pre>½ (n + a) log(s² + a) + ½ log |K| + ½ Σ ((log θ − m) / τ)²,    s² = (y − μ)ᵀ K⁻¹ (y − μ),
 * </pre>
 *
 * with μ at its generalised least squares estimate and σ² integrated out under an inverse gamma
 * prior with mode near 1 (a = {@value #PRIOR_COUNT}). The priors of ℓ and g are log-normal.
 *
 * <p>Values should have a standard deviation of about 1. One evaluation with its gradient costs
 * about n³ + n²d multiplications.
 */
final class Evidence {

  /** a, as if so many values with variance 1 had been seen. */
  static final int PRIOR_COUNT = 2;

  /** The median of a length scale in one dimension; grows like √d, as distances do. */
  private static final double LENGTH = 0.25;

  private static final double LENGTH_SPREAD = 1;
  private static final double NOISE = 1e-4;
  private static final double NOISE_SPREAD = 2;
  private static final double LEAST_NOISE = 1e-6;
  private static final int STEPS = 40;
  private static final double SMALLEST_STEP = 1e-3;
  private static final double LARGEST_STEP = 1;

  private final double[] values;
  private final double[][][] differences; // [d, n, n], the lower triangle
  private final double lengthCentre;

  /**
   * The evidence that values give.
   *
   * @param points features, {@code [n, d]}
   * @param values {@code [n]}
   */
  Evidence(Kernel kernel, double[][] points, double[] values) {
    this.values = values;
    int n = points.length;
    int d = kernel.dimension();
    lengthCentre = Math.log(LENGTH * Math.sqrt(d));
    differences = new double[d][n][];
    for (int k = 0; k < d; k++) {
      for (int i = 0; i < n; i++) {
        differences[k][i] = new double[i];
        for (int j = 0; j < i; j++) {
          differences[k][i][j] = kernel.difference(points[i], points[j], k);
        }
      }
    }
  }

  /** The estimate of σ² from s² and the number of values. */
  static double variance(double squares, int count) {
    return (squares + PRIOR_COUNT) / (count + PRIOR_COUNT);
  }

  /**
   * The hyperparameters with the largest posterior density that resilient propagation finds (Blum
   * and Riedmiller 2013), from the priors' centre and from draws of the priors.
   *
   * @param starts how many, at least 1
   */
  Hyperparameters best(int starts, UniformRandomProvider random) {
    ZigguratSampler.NormalizedGaussian gaussian = ZigguratSampler.NormalizedGaussian.of(random);
    double[] best = centre();
    double least = Double.POSITIVE_INFINITY;
    for (int start = 0; start < starts; start++) {
      double[] logs = centre();
      if (start > 0) {
        for (int k = 0; k < logs.length; k++) {
          logs[k] += spread(k) * gaussian.sample();
        }
      }
      double reached = descend(logs);
      if (reached < least) {
        least = reached;
        best = logs;
      }
    }
    return hyperparameters(best);
  }

  private double[] centre() {
    double[] logs = new double[differences.length + 1];
    Arrays.fill(logs, lengthCentre);
    logs[differences.length] = Math.log(NOISE);
    return logs;
  }

  private double spread(int k) {
    return k < differences.length ? LENGTH_SPREAD : NOISE_SPREAD;
  }

  private static Hyperparameters hyperparameters(double[] logs) {
    double[] lengths = new double[logs.length - 1];
    for (int k = 0; k < lengths.length; k++) {
      lengths[k] = Math.exp(logs[k]);
    }
    return new Hyperparameters(lengths, Math.max(LEAST_NOISE, Math.exp(logs[lengths.length])));
  }

  /** Moves the logarithms to a lower value, in place; returns the lowest value, where they stay. */
  private double descend(double[] logs) {
    double[] gradient = new double[logs.length];
    double[] before = new double[logs.length];
    double[] steps = new double[logs.length];
    Arrays.fill(steps, 0.2);
    double[] position = logs.clone();
    double least = Double.POSITIVE_INFINITY;
    for (int step = 0; step < STEPS; step++) {
      double reached = value(position, gradient);
      if (reached < least) {
        least = reached;
        System.arraycopy(position, 0, logs, 0, logs.length);
      }
      double largest = 0;
      for (int k = 0; k < position.length; k++) {
        double turned = gradient[k] * before[k];
        if (turned < 0) {
          steps[k] = Math.max(SMALLEST_STEP, 0.5 * steps[k]);
          gradient[k] = 0;
        } else if (turned > 0) {
          steps[k] = Math.min(LARGEST_STEP, 1.2 * steps[k]);
        }
        position[k] -= Math.signum(gradient[k]) * steps[k];
        before[k] = gradient[k];
        largest = Math.max(largest, steps[k]);
      }
      if (largest < 5 * SMALLEST_STEP) {
        break;
      }
    }
    return least;
  }

  /**
   * The value at the logarithms of ℓ and g.
   *
   * @param gradient output, {@code [d + 1]}
   */
  double value(double[] logs, double[] gradient) {
    int n = values.length;
    int d = differences.length;
    Hyperparameters at = hyperparameters(logs);
    double[] relevance = at.relevance();
    double[][] squared = new double[n][];
    double[][] covariance = new double[n][n];
    for (int i = 0; i < n; i++) {
      double[] row = new double[i];
      for (int k = 0; k < d; k++) {
        double[] difference = differences[k][i];
        for (int j = 0; j < i; j++) {
          row[j] += relevance[k] * difference[j];
        }
      }
      squared[i] = row;
      for (int j = 0; j < i; j++) {
        covariance[i][j] = Kernel.correlation(row[j]);
        covariance[j][i] = covariance[i][j];
      }
      covariance[i][i] = 1 + at.noise();
    }
    CholeskyDecomposition cholesky =
        new CholeskyDecomposition(new Array2DRowRealMatrix(covariance, false));
    double[][] inverse = cholesky.getSolver().getInverse().getData();
    double[] ones = new double[n];
    double[] solved = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        ones[i] += inverse[i][j];
        solved[i] += inverse[i][j] * values[j];
      }
    }
    double mean = Arrays.stream(solved).sum() / Arrays.stream(ones).sum();
    double squares = 0;
    for (int i = 0; i < n; i++) {
      solved[i] -= mean * ones[i];
      squares += (values[i] - mean) * solved[i];
    }
    double logDeterminant = 0;
    double[][] lower = cholesky.getL().getData();
    for (int i = 0; i < n; i++) {
      logDeterminant += 2 * Math.log(lower[i][i]);
    }
    double scale = (n + PRIOR_COUNT) / (squares + PRIOR_COUNT);
    Arrays.fill(gradient, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        // twice ½: the lower triangle stands for both
        double weight = inverse[i][j] - scale * solved[i] * solved[j];
        double shared = -2 * weight * Kernel.slope(squared[i][j]);
        for (int k = 0; k < d; k++) {
          gradient[k] += shared * relevance[k] * differences[k][i][j];
        }
      }
      gradient[d] += 0.5 * (inverse[i][i] - scale * solved[i] * solved[i]) * at.noise();
    }
    double value = 0.5 * (n + PRIOR_COUNT) * Math.log(squares + PRIOR_COUNT) + 0.5 * logDeterminant;
    for (int k = 0; k <= d; k++) {
      double away = (logs[k] - (k < d ? lengthCentre : Math.log(NOISE))) / spread(k);
      value += 0.5 * away * away;
      gradient[k] += away / spread(k);
    }
    return value;
  }
}
