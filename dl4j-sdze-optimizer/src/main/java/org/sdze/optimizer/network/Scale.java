package org.sdze.optimizer.network;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How large numbers are that are to be moved by a part of their size. */
final class Scale {

  private Scale() {}

  /** The root mean square; 1 if all numbers are zero. */
  static double of(INDArray numbers) {
    double rms = numbers.norm2Number().doubleValue() / Math.sqrt((double) numbers.length());
    return rms > 0 ? rms : 1;
  }
}
