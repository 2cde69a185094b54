package org.sdze.benchmarks.variance;

/** The total variance of vectors: E‖g − E g‖², without bias. */
final class Scatter {

  private final double[] mean;
  private double squares;
  private int count;

  Scatter(int length) {
    mean = new double[length];
  }

  /** Takes another vector into account (Welford's recursion). */
  void add(double[] vector) {
    count++;
    for (int i = 0; i < mean.length; i++) {
      double difference = vector[i] - mean[i];
      mean[i] += difference / count;
      squares += difference * (vector[i] - mean[i]);
    }
  }

  double variance() {
    return squares / (count - 1);
  }
}
