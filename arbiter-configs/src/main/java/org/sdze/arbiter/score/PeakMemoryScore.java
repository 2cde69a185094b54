package org.sdze.arbiter.score;

/**
 * The largest resident memory of the process after any step of training, in MiB.
 *
 * <p>It is the whole process's, so that candidates compare only where one is trained at a time;
 * what a candidate before has left counts until it is collected.
 */
public record PeakMemoryScore() implements PinnScore {

  @Override
  public double of(PinnModel model) {
    return model.peakMebibytes();
  }
}
