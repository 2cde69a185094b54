package org.sdze.arbiter.space;

import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/** The conditions of any space of Arbiter that holds conditional ones somewhere inside. */
public final class Conditions {

  private Conditions() {}

  /**
   * The conditions of a whole space, such as a {@code MultiLayerSpace} with an {@link SdzeSpace}. A
   * leaf that several parameters share is inactive only where none of them reads it. A space that
   * is conditional itself answers for all that is in it.
   *
   * @param space whose leaves have their indices before a point is asked about
   */
  public static ConditionalSpace of(ParameterSpace<?> space) {
    return space instanceof ConditionalSpace conditional
        ? conditional
        : point -> Activity.at(space, point).inactive();
  }
}
