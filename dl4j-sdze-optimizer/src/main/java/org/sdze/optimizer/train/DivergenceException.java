package org.sdze.optimizer.train;

import org.sdze.optimizer.text.Text;

/**
 * A run that cannot go on: its loss is no longer finite, or step after step makes it far larger.
 * The network then holds the last parameters with a finite loss, where they were kept.
 */
public final class DivergenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;
  private final double lastFiniteLoss;
  private final String reason;

  /**
   * A run whose loss is no longer finite.
   *
   * @param step the step at which it showed
   * @param lastFiniteLoss the loss of the parameters that came back; NaN if there never was one
   */
  public DivergenceException(long step, double lastFiniteLoss) {
    this(step, lastFiniteLoss, "the loss is no longer finite");
  }

  /**
   * A run that diverged.
   *
   * @param step the step at which it showed
   * @param lastFiniteLoss the loss of the parameters that came back; NaN if there never was one
   * @param reason by what it showed, as a part of a sentence
   */
  DivergenceException(long step, double lastFiniteLoss, String reason) {
    super(
        Text.format(
            "training diverged at step %d (last good loss %.3g): %s; try a smaller learning rate or a larger damping",
            step, lastFiniteLoss, reason));
    this.step = step;
    this.lastFiniteLoss = lastFiniteLoss;
    this.reason = reason;
  }

  /** The step at which it showed. */
  public long step() {
    return step;
  }

  /** The loss of the parameters that came back; NaN if there never was one. */
  public double lastFiniteLoss() {
    return lastFiniteLoss;
  }

  /** By what it showed, as a part of a sentence. */
  public String reason() {
    return reason;
  }
}
