package org.sdze.benchmarks.swap;

import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

/**
 * Flowers in the place of Fisher's irises: normal, with the means and covariances of his three
 * kinds in centimetres (Annals of Eugenics 7, 1936), standardized by those to train on.
 *
 * <p>Like the original: 97 flowers to train on and 53 to test on, about a third of each kind, two
 * of which overlap. Unlike it: drawn.
 */
final class Iris {

  /** Flowers to train on. */
  static final int COUNT = 97;

  private static final int TEST = 53;
  private static final int KINDS = 3;
  private static final int LENGTHS = 4;

  private Iris() {}

  static Split split(RandomKey key) {
    float[][] training = flowers(COUNT, key.index(10));
    float[][] test = flowers(TEST, key.index(11));
    Split.standardize(training, test, LENGTHS);
    return new Split(Samples.ofRows(training, kinds(COUNT)), Samples.ofRows(test, kinds(TEST)));
  }

  /** Flower i is of the kind i modulo three. */
  private static float[][] kinds(int count) {
    float[][] kinds = new float[count][KINDS];
    for (int i = 0; i < count; i++) {
      kinds[i][i % KINDS] = 1;
    }
    return kinds;
  }

  static float[][] flowers(int count, RandomKey key) {
    INDArray draws = Nd4j.createUninitialized(new long[] {count, LENGTHS}, 'f');
    KeyedDraws.gaussian(key, draws);
    float[][] flowers = draws.toFloatMatrix();
    for (int i = 0; i < count; i++) {
      double[] mean = mean(i % KINDS);
      RealMatrix factor = factor(i % KINDS);
      double[] draw = new double[LENGTHS];
      for (int k = 0; k < LENGTHS; k++) {
        draw[k] = flowers[i][k];
      }
      double[] deviation = factor.operate(draw);
      for (int k = 0; k < LENGTHS; k++) {
        flowers[i][k] = (float) (mean[k] + deviation[k]);
      }
    }
    return flowers;
  }

  /** Of sepal length and width, petal length and width. */
  static double[] mean(int kind) {
    return switch (kind) {
      case 0 -> new double[] {5.006, 3.428, 1.462, 0.246};
      case 1 -> new double[] {5.936, 2.770, 4.260, 1.326};
      default -> new double[] {6.588, 2.974, 5.552, 2.026};
    };
  }

  private static RealMatrix factor(int kind) {
    double[][] covariance =
        switch (kind) {
          case 0 ->
              new double[][] {
                {0.124, 0.099, 0.016, 0.010},
                {0.099, 0.144, 0.012, 0.009},
                {0.016, 0.012, 0.030, 0.006},
                {0.010, 0.009, 0.006, 0.011}
              };
          case 1 ->
              new double[][] {
                {0.266, 0.085, 0.183, 0.056},
                {0.085, 0.098, 0.083, 0.041},
                {0.183, 0.083, 0.221, 0.073},
                {0.056, 0.041, 0.073, 0.039}
              };
          default ->
              new double[][] {
                {0.404, 0.094, 0.303, 0.049},
                {0.094, 0.104, 0.071, 0.048},
                {0.303, 0.071, 0.305, 0.049},
                {0.049, 0.048, 0.049, 0.075}
              };
        };
    return new CholeskyDecomposition(MatrixUtils.createRealMatrix(covariance)).getL();
  }
}
