package org.sdze.pinn.domain;

import java.util.ArrayList;
import java.util.List;

/** Space at the times from 0 to T, with points where random paths from one point come by. */
interface Paths extends Domain {

  /** x, where the paths start, by coordinate. */
  List<Double> start();

  /** (x, 0), by coordinate. */
  default List<Double> origin() {
    List<Double> origin = new ArrayList<>(start());
    origin.add(0.0);
    return origin;
  }

  @Override
  default int dimension() {
    return start().size() + 1;
  }

  @Override
  default boolean hasTime() {
    return true;
  }
}
