package org.sdze.optimizer.train;

import org.sdze.optimizer.setting.SdzeSettings;

/**
 * When a step is undone: where it made the loss of the same samples more than {@code factor} times
 * as large, or no finite number. The parameters from before it come back, and training is given up
 * when that does not help.
 *
 * <p>It is judged at the next step, on that one's samples, and only where their loss is more than
 * {@code factor} times the largest of the last 20 as well: other data are no divergence.
 *
 * @param factor how many times as large a step may make a loss; above 1
 * @param retries how many steps in a row may be undone before training is given up, at least 0;
 *     fifty good steps later the count begins anew
 */
public record Guard(double factor, int retries) {

  /** What is used where nothing is set. */
  public static final Guard DEFAULT =
      new Guard(
          SdzeSettings.CATALOGUE.choices().get(SdzeSettings.GUARD_FACTOR),
          SdzeSettings.CATALOGUE.choices().get(SdzeSettings.GUARD_RETRIES));

  public Guard {
    SdzeSettings.GUARD_FACTOR.require(factor);
    SdzeSettings.GUARD_RETRIES.require(retries);
  }
}
