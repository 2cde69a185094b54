package org.sdze.arbiter.report;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.hipparchus.stat.StatUtils;
import org.sdze.optimizer.random.RandomKey;

/**
 * The mean of a hundred trees, each grown on rows drawn with replacement (Breiman, Random Forests,
 * 2001). Predictions are of responses as they came in.
 */
final class RegressionForest {

  private static final int TREES = 100;

  /** Rows that a tree draws at most: bounds the time for searches of thousands. */
  private static final int MOST_ROWS = 1000;

  private final RegressionTree[] trees = new RegressionTree[TREES];
  private final double mean;
  private final double deviation;
  private final double determination;

  /**
   * Grows the trees.
   *
   * @param candidates at least one
   * @param responses {@code [candidates]}, not all the same
   */
  RegressionForest(
      UnitCube cube, List<CandidateRow> candidates, double[] responses, RandomKey key) {
    int n = responses.length;
    mean = StatUtils.mean(responses);
    deviation = Math.sqrt(StatUtils.populationVariance(responses));
    double[] standard = new double[n];
    for (int i = 0; i < n; i++) {
      standard[i] = (responses[i] - mean) / deviation;
    }
    double[] unseen = new double[n];
    int[] votes = new int[n];
    for (int t = 0; t < TREES; t++) {
      UniformRandomProvider generator = key.index(t).generator();
      // Drawn for each tree, so that what stands in for a missing value averages out.
      double[][] points = new double[n][];
      for (int i = 0; i < n; i++) {
        points[i] = cube.point(candidates.get(i), generator);
      }
      int[] rows = new int[Math.min(n, MOST_ROWS)];
      boolean[] isSeen = new boolean[n];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = generator.nextInt(n);
        isSeen[rows[i]] = true;
      }
      trees[t] = new RegressionTree(cube, points, standard, rows, generator);
      for (int i = 0; i < n; i++) {
        if (!isSeen[i]) {
          unseen[i] += trees[t].predict(points[i]);
          votes[i]++;
        }
      }
    }
    determination = determination(standard, unseen, votes);
  }

  /** 1 − Σ(y − ŷ)² / Σy², over the rows that some tree has not seen; ŷ is the mean of those. */
  private static double determination(double[] responses, double[] sums, int[] votes) {
    double error = 0;
    double total = 0;
    for (int i = 0; i < responses.length; i++) {
      if (votes[i] > 0) {
        double residual = responses[i] - sums[i] / votes[i];
        error += residual * residual;
        total += responses[i] * responses[i];
      }
    }
    return total == 0 ? 0 : 1 - error / total;
  }

  /**
   * R², the share of the variance of candidates that their trees have not seen which these explain:
   * 1 is all of it, 0 or less none.
   */
  double determination() {
    return determination;
  }

  /**
   * The predictions at points of the cube. Tree by tree: a tree stays in the cache, a forest of
   * some thousand candidates does not.
   *
   * @param points {@code [n][d]}
   * @return {@code [n]}
   */
  double[] predict(double[][] points) {
    double[] predictions = new double[points.length];
    Arrays.fill(predictions, mean);
    for (RegressionTree tree : trees) {
      for (int i = 0; i < points.length; i++) {
        predictions[i] += deviation / TREES * tree.predict(points[i]);
      }
    }
    return predictions;
  }
}
