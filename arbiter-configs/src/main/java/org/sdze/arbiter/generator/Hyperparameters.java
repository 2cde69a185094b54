package org.sdze.arbiter.generator;

import java.util.Arrays;
import org.sdze.optimizer.text.Text;

/**
 * What a Gaussian process's covariance depends on beside its scale.
 *
 * @param lengthScales ℓ, positive, one a coordinate; not to be changed
 * @param noise g, the variance of the noise as a multiple of the process's, positive
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Hyperparameters(double[] lengthScales, double noise) {

  /** 1/ℓ², a new array. */
  double[] relevance() {
    return Arrays.stream(lengthScales).map(length -> 1 / (length * length)).toArray();
  }

  @Override
  public String toString() {
    return Text.format("length scales %s, noise %.2g", Arrays.toString(lengthScales), noise);
  }
}
