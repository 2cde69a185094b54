package org.sdze.optimizer.train;

/**
 * A run that cannot go on: its loss is no longer finite, or rises again and again. The network then
 * holds the last parameters with a finite loss, where they were kept.
 */
public final class DivergenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long step;
  private final double lastFiniteLoss;

  /**
   * A run that diverged.
   *
   * @param step the step at which it showed
   * @param lastFiniteLoss the loss of the parameters that came back; NaN if there never was one
   */
  public DivergenceException(long step, double lastFiniteLoss) {
    super(
        "training diverged at step %d (last good loss %.3g): try a smaller learning rate or a larger damping"
            .formatted(step, lastFiniteLoss));
    this.step = step;
    this.lastFiniteLoss = lastFiniteLoss;
  }

  /** The step at which it showed. */
  public long step() {
    return step;
  }

  /** The loss of the parameters that came back; NaN if there never was one. */
  public double lastFiniteLoss() {
    return lastFiniteLoss;
  }
}
