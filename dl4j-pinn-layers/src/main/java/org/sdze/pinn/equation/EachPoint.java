package org.sdze.pinn.equation;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Work that is done at every point by itself, on all cores. */
public final class EachPoint {

  private EachPoint() {}

  /** A number for each of {@code n} points. */
  public static double[] numbers(int n, IntToDoubleFunction at) {
    try {
      return IntStream.range(0, n).parallel().mapToDouble(at).toArray();
    } catch (IllegalArgumentException e) {
      throw asThrown(e);
    }
  }

  /** Some numbers for each of {@code n} points. */
  static double[][] arrays(int n, IntFunction<double[]> at) {
    try {
      return IntStream.range(0, n).parallel().mapToObj(at).toArray(double[][]::new);
    } catch (IllegalArgumentException e) {
      throw asThrown(e);
    }
  }

  /** What another thread threw comes wrapped into one of its kind, whose words are a class name. */
  private static IllegalArgumentException asThrown(IllegalArgumentException e) {
    IllegalArgumentException thrown = e;
    while (thrown.getCause() instanceof IllegalArgumentException cause
        && cause.toString().equals(thrown.getMessage())) {
      thrown = cause;
    }
    return thrown;
  }
}
