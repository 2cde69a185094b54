package org.sdze.optimizer.argument;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.text.Text;

/**
 * Checks of arguments; each gives the argument back, or throws {@code IllegalArgumentException}.
 */
public final class Argument {

  private Argument() {}

  /**
   * What is thrown for an argument that is not what it must be.
   *
   * @param sentence names it, its value and what is allowed, as {@link Text#format} takes it
   */
  @FormatMethod
  public static IllegalArgumentException refused(@FormatString String sentence, Object... values) {
    return new IllegalArgumentException(Text.format(sentence, values));
  }

  /** Something, not null. */
  public static <T> T given(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must be given, was null");
    }
    return value;
  }

  /** Some things, none of which is null; the list is a copy. */
  public static <T> List<T> all(String name, @Nullable Collection<? extends @Nullable T> values) {
    List<T> copy = new ArrayList<>();
    for (T value : given(name, values)) {
      if (value == null) {
        throw new IllegalArgumentException(name + " must not hold null");
      }
      copy.add(value);
    }
    return List.copyOf(copy);
  }

  /** A number of things, at least 1. */
  public static int atLeastOne(String name, int value) {
    atLeastOne(name, (long) value);
    return value;
  }

  /** A number of things, at least 1. */
  public static long atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
    return value;
  }

  /** A positive, finite number. */
  public static double positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be positive, was " + value);
    }
    if (Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be positive and finite, was " + value);
    }
    return value;
  }

  /** A place in an order, from 0. */
  public static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must be at least 0, was " + value);
    }
    return value;
  }

  /** A finite number that is zero or positive. */
  public static double notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and at least 0, was " + value);
    }
    return value;
  }

  /** A number in [0, 1). */
  public static double fraction(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " must be in [0, 1), was " + value);
    }
    return value;
  }

  /** A matrix of floating-point numbers that has rows and columns. */
  public static INDArray matrix(String name, @Nullable INDArray value) {
    given(name, value);
    if (value.rank() != 2 || value.isEmpty() || !value.dataType().isFPType()) {
      throw refused(
          "%s must be a matrix of floating-point numbers, was of shape %s and type %s",
          name, Arrays.toString(value.shape()), value.dataType());
    }
    return value;
  }
}
