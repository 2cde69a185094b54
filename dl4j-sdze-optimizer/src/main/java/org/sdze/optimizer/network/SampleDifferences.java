package org.sdze.optimizer.network;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;

/** By how much every sample's loss changes where a layer's outputs are others. */
final class SampleDifferences {

  /**
   * A larger quotient is no slope: normalizations that hold a variance near 0 have multiplied the
   * noise again and again. Sums of such numbers and their squares are still numbers.
   */
  private static final double LARGEST = 1e12;

  private SampleDifferences() {}

  /**
   * The differences of the losses over the size of what was moved, {@code [n, 1]}; 0 for a sample
   * whose difference is no slope, of which nothing is learned.
   *
   * @param outputs of the layer, after the move
   */
  static INDArray of(PassLayer layer, NetworkPass pass, INDArray outputs, double size) {
    return slopes(layer.lossesWith(outputs).sub(pass.losses()).divi(size));
  }

  /** The differences, with 0 in place of what is no slope. */
  static INDArray slopes(INDArray differences) {
    if (differences.norm1Number().doubleValue() <= LARGEST) { // not so of NaN
      return differences;
    }
    double[] numbers = HostArrays.copy(differences);
    for (int i = 0; i < numbers.length; i++) {
      if (!(Math.abs(numbers[i]) <= LARGEST)) {
        numbers[i] = 0;
      }
    }
    return Nd4j.create(numbers, differences.shape(), 'f').castTo(differences.dataType());
  }
}
