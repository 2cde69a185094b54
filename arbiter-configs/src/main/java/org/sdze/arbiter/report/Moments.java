package org.sdze.arbiter.report;

/** Mean and variance of numbers. */
final class Moments {

  private Moments() {}

  static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }

  /** Over n, not n − 1. */
  static double variance(double[] numbers) {
    double mean = mean(numbers);
    double sum = 0;
    for (double number : numbers) {
      sum += (number - mean) * (number - mean);
    }
    return sum / numbers.length;
  }
}
