package org.sdze.pinn.solve;

/**
 * What is known after a step.
 *
 * @param step the number of steps made
 * @param seconds the time spent in them
 * @param loss the loss that the last step measured, before it changed the parameters
 * @param learningRate η of the last step
 * @param damping λ of the last step; NaN where the rule has none
 * @param relativeError the error after the step; NaN where it was not measured
 */
public record HistoryRow(
    long step,
    double seconds,
    double loss,
    double learningRate,
    double damping,
    double relativeError) {

  /** Whether the error was measured after this step. */
  public boolean isMeasured() {
    return !Double.isNaN(relativeError);
  }

  /** This row with an error. */
  HistoryRow measured(double error) {
    return new HistoryRow(step, seconds, loss, learningRate, damping, error);
  }
}
