package org.sdze.arbiter.score;

import org.sdze.pinn.solve.Solve;

/**
 * The largest resident memory of the process of training, in MiB.
 *
 * <p>It is the whole process's, so that candidates compare only where one is trained at a time;
 * what a candidate before has left counts until it is collected.
 */
public record PeakMemoryScore() implements PinnScore {

  @Override
  public double of(Solve solve) {
    return solve.peakMebibytes();
  }
}
