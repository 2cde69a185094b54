package org.sdze.arbiter.space;

import java.util.List;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;

/**
 * A composite space in which some leaves do not enter the value at some points: the momentum of a
 * rule that was not chosen, say. Generators that model scores ask it; a space that does not
 * implement it has all leaves active everywhere.
 */
@FunctionalInterface
public interface ConditionalSpace {

  /**
   * The spaces, leaves or whole composites, on which the value at a point does not depend. A
   * composite answers for the composites in it: only the outermost space is asked.
   *
   * @param point in the unit cube, one number a parameter, as for {@link ParameterSpace#getValue}
   * @return in any order; a leaf that is in use elsewhere in the value must not be among them
   */
  List<? extends ParameterSpace<?>> inactive(double[] point);
}
