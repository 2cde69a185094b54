package org.sdze.pinn.solve;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.train.StepKey;
import org.sdze.optimizer.train.StepReport;

/**
 * Steps of one solve that are made on a {@link Device}, where its parameters live meanwhile. Used
 * by one thread.
 */
public interface DeviceSteps {

  /**
   * Makes one step.
   *
   * @param rate η
   * @throws org.sdze.optimizer.train.DivergenceException if training cannot go on
   */
  StepReport step(StepKey key, double rate);

  /** Brings the parameters to the network; nothing to do where no step was made since. */
  void settle();

  /** Takes the parameters from the network, which somebody has changed. */
  void begin();

  /** What follows the first layer's weights from step to step, now; null where nothing does. */
  default SpanFactor.@Nullable Carried carried() {
    return null;
  }

  /**
   * Goes on from what other steps had carried to the parameters that were taken; of no effect where
   * nothing follows them.
   */
  default void resume(SpanFactor.Carried carried) {}
}
