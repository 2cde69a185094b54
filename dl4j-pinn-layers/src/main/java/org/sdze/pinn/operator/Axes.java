package org.sdze.pinn.operator;

import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * Some of a point's coordinates that follow one another: all, or those of space beside time.
 *
 * @param from the first one, from 0
 * @param to the one after the last, above {@code from}; {@link Integer#MAX_VALUE} for all that
 *     there are
 */
public record Axes(int from, int to) {

  /** All coordinates. */
  public static final Axes ALL = new Axes(0, Integer.MAX_VALUE);

  public Axes {
    if (from < 0 || to <= from) {
      throw Argument.refused("axes must be a range from 0 up, was [%d, %d)", from, to);
    }
  }

  /** Whether these are all coordinates of a point. */
  public boolean covers(int dimension) {
    return from == 0 && end(dimension) == dimension;
  }

  /** The one after the last, where points have so many coordinates; there may be fewer. */
  int end(int dimension) {
    return to == Integer.MAX_VALUE ? dimension : to;
  }

  /** How an operator in them is written: nothing for all. */
  String suffix() {
    if (to == Integer.MAX_VALUE) {
      return from == 0 ? "" : Text.format("[x%d …]", from);
    }
    return Text.format("[x%d … x%d]", from, to - 1);
  }
}
