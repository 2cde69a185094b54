package org.sdze.benchmarks.swap;

/**
 * What a network is trained on and what it is tested on.
 *
 * @param training the former
 * @param test the latter; the same samples where a network is to memorise them
 */
record Split(Samples training, Samples test) {

  /**
   * Shifts and scales features so that those to train on have mean 0 and variance 1 in every
   * channel. In place.
   *
   * @param training rows of {@code [channels, time]}, or of channels
   * @param test likewise, moved as those
   */
  static void standardize(float[][] training, float[][] test, int channels) {
    int steps = training[0].length / channels;
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      double squares = 0;
      for (float[] row : training) {
        for (int k = channel * steps; k < (channel + 1) * steps; k++) {
          sum += row[k];
          squares += (double) row[k] * row[k];
        }
      }
      double count = (double) training.length * steps;
      double mean = sum / count;
      double deviation = Math.sqrt(squares / count - mean * mean);
      for (float[][] part : new float[][][] {training, test}) {
        for (float[] row : part) {
          for (int k = channel * steps; k < (channel + 1) * steps; k++) {
            row[k] = (float) ((row[k] - mean) / deviation);
          }
        }
      }
    }
  }
}
