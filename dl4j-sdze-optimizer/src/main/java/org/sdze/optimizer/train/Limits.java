package org.sdze.optimizer.train;

import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.forward.StepMemory;

/**
 * What keeps a run within bounds.
 *
 * @param guard when a step is undone; null for never, so that no copy of the parameters is kept
 * @param memory what its arrays may take
 */
public record Limits(@Nullable Guard guard, StepMemory memory) {

  public Limits {
    Argument.given("memory", memory);
  }

  /** No guard, and as much memory as it takes. */
  public static final Limits NONE = new Limits(null, StepMemory.UNLIMITED);

  /** A guard, and as much memory as it takes. */
  public static final Limits GUARDED = new Limits(Guard.DEFAULT, StepMemory.UNLIMITED);
}
