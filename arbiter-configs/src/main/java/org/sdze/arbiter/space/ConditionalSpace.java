package org.sdze.arbiter.space;

import java.util.BitSet;

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
}
