package org.sdze.optimizer.train;

import java.util.List;

/**
 * The factor of the learning rate that the losses of the steps allow, from {@value #LEAST} to 1: it
 * falls while their smoothed mean is higher, by more than two standard errors, than the least that
 * it has been, and rises otherwise. A network that has been trained before is left where it is good
 * (docs/decisions/2026-11-27-averaged-weights.md).
 *
 * <p>The least mean is forgotten over some hundred steps: data may become harder. Owned by one
 * thread.
 */
final class CautiousRate {

  private static final double SHARE = 0.1; // of a loss in the mean
  private static final double ERRORS = 2;
  private static final double FORGOTTEN = 0.01;
  private static final double LEAST = 0.05;
  private static final double DOWN = 0.9;
  private static final double UP = 1.1;

  private double mean = Double.NaN;
  private double variance;
  private double least = Double.NaN;
  private double factor = 1;

  /** Sees the loss that a step begins with. */
  void see(double loss) {
    if (Double.isNaN(mean)) {
      mean = loss;
      least = loss;
    }
    double surprise = loss - mean;
    mean += SHARE * surprise;
    variance += SHARE * (surprise * surprise - variance);
    least = Math.min(mean, least + FORGOTTEN * (mean - least));
    double error = Math.sqrt(variance * SHARE / (2 - SHARE)); // of such a mean
    factor =
        mean > least + ERRORS * error ? Math.max(LEAST, DOWN * factor) : Math.min(1, UP * factor);
  }

  /** The factor now. */
  double factor() {
    return factor;
  }

  /** What it remembers. */
  List<Double> numbers() {
    return List.of(mean, variance, least, factor);
  }

  /** Goes on from what {@link #numbers} gave, or begins. */
  void resume(List<Double> numbers) {
    boolean isSaved = numbers.size() == 4;
    mean = isSaved ? numbers.get(0) : Double.NaN;
    variance = isSaved ? numbers.get(1) : 0;
    least = isSaved ? numbers.get(2) : Double.NaN;
    factor = isSaved ? numbers.get(3) : 1;
  }
}
