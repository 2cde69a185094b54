package org.sdze.pinn.domain;

import java.util.List;
import java.util.stream.IntStream;
import org.sdze.optimizer.argument.Argument;

/**
 * The sides of a box.
 *
 * @param lower the least coordinate, by axis
 * @param upper the largest, above the least
 */
public record Extent(List<Double> lower, List<Double> upper) {

  public Extent {
    lower = Argument.all("lower sides", lower);
    upper = Argument.all("upper sides", upper);
    if (lower.isEmpty() || lower.size() != upper.size()) {
      throw Argument.refused(
          "a box needs as many upper sides as lower ones, at least one, had %d and %d",
          upper.size(), lower.size());
    }
    for (int i = 0; i < lower.size(); i++) {
      if (!(lower.get(i) < upper.get(i)) || Double.isInfinite(upper.get(i) - lower.get(i))) {
        throw Argument.refused(
            "a box must have finite sides, lower below upper, but has [%s, %s] in axis %d",
            lower.get(i), upper.get(i), i);
      }
    }
  }

  /** [a, b] in each of d axes. */
  public static Extent of(double a, double b, int dimension) {
    Argument.atLeastOne("dimension", dimension);
    return new Extent(
        IntStream.range(0, dimension).mapToObj(i -> a).toList(),
        IntStream.range(0, dimension).mapToObj(i -> b).toList());
  }

  /** How a sentence counts dimensions. */
  static String dimensions(int count) {
    return count == 1 ? "1 dimension" : count + " dimensions";
  }

  /** d. */
  public int dimension() {
    return lower.size();
  }

  /** The middle of a side. */
  public double centre(int axis) {
    return (lower.get(axis) + upper.get(axis)) / 2;
  }

  /** Half of a side's length. */
  public double half(int axis) {
    return (upper.get(axis) - lower.get(axis)) / 2;
  }
}
