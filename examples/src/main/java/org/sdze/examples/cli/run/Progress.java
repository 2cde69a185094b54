package org.sdze.examples.cli.run;

/**
 * Where a run stands, for whoever watches.
 *
 * @param steps the number of steps made
 * @param seconds the time spent in them
 * @param fraction of the budget that is spent, in [0, 1]
 * @param loss the last step's
 * @param relativeError the last one measured
 */
public record Progress(
    long steps, double seconds, double fraction, double loss, double relativeError) {

  /** The steps made in a second of training. */
  public double stepsPerSecond() {
    return steps / seconds;
  }

  /** The seconds of training that are left, at the present pace. */
  public double secondsLeft() {
    return seconds * (1 - fraction) / fraction;
  }
}
