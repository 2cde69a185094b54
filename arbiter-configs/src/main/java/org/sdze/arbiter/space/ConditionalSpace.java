package org.sdze.arbiter.space;

import java.util.BitSet;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/**
 * A space in which some parameters have a meaning only where others have certain values, as a rank
 * has with a low-rank credit alone.
 */
@FunctionalInterface
public interface ConditionalSpace {

  /**
   * Which leaf parameters have no effect at a point.
   *
   * @param point a point of the unit cube, of the whole candidate
   * @return positions in {@code point}, as Arbiter's {@code setIndices} gave them to the leaves
   */
  BitSet inactive(double[] point);

  /**
   * The conditions of any space of Arbiter that holds conditional ones somewhere inside, such as a
   * {@code MultiLayerSpace} with an {@link SdzeSpace}. A leaf that several parameters share is
   * inactive only where none of them reads it. A space that is conditional itself answers for all
   * that is in it.
   *
   * @param space whose leaves have their indices before a point is asked about
   */
  static ConditionalSpace of(ParameterSpace<?> space) {
    return space instanceof ConditionalSpace conditional
        ? conditional
        : point -> Activity.at(space, point).inactive();
  }
}
