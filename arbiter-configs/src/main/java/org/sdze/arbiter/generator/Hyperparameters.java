package org.sdze.arbiter.generator;

import java.util.Arrays;
import org.sdze.optimizer.text.Text;

/** What a Gaussian process's covariance depends on beside its scale. */
final class Hyperparameters {

  private final double[] lengthScales;
  private final double noise;

  /**
   * Hyperparameters.
   *
   * @param lengthScales ℓ, positive, one a coordinate
   * @param noise g, the variance of the noise as a multiple of the process's, positive
   */
  Hyperparameters(double[] lengthScales, double noise) {
    this.lengthScales = lengthScales.clone();
    this.noise = noise;
  }

  double noise() {
    return noise;
  }

  /** 1/ℓ², a new array. */
  double[] relevance() {
    return Arrays.stream(lengthScales).map(length -> 1 / (length * length)).toArray();
  }

  @Override
  public String toString() {
    return Text.format("length scales %s, noise %.2g", Arrays.toString(lengthScales), noise);
  }
}
