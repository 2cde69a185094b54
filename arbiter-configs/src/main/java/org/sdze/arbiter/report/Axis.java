package org.sdze.arbiter.report;

import java.util.HashSet;
import java.util.List;
import org.sdze.optimizer.argument.Argument;

/**
 * One parameter of a search and what it ranges over.
 *
 * @param name what people call it; not blank
 * @param kind how its values are spread
 * @param low the smallest number; 0 for categories
 * @param high the largest number; for categories, how many there are less one
 * @param categories the choices in their order, each once; empty unless the kind is CATEGORY
 */
public record Axis(String name, Kind kind, double low, double high, List<String> categories) {

  /** How the values of a parameter are spread. */
  public enum Kind {
    /** Evenly between two numbers. */
    REAL,
    /** Evenly in the logarithm; the numbers are positive, and may be whole ones. */
    LOG,
    /** Whole numbers, evenly. */
    INTEGER,
    /** A choice among names. */
    CATEGORY
  }

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if the range is empty or does not go with the kind
   */
  public Axis {
    categories = List.copyOf(categories);
    if (name.isBlank()) {
      throw new IllegalArgumentException("the name of an axis must not be blank");
    }
    boolean isChoice = kind == Kind.CATEGORY;
    int count = categories.size();
    if (isChoice
        ? count == 0 || low != 0 || high != count - 1 || new HashSet<>(categories).size() != count
        : count > 0) {
      throw Argument.refused(
          "axis \"%s\" must have %s, was %s",
          name, isChoice ? "categories, each once" : "no categories", categories);
    }
    boolean isRange = Double.isFinite(low) && Double.isFinite(high) && low <= high;
    if (!isRange || (kind == Kind.LOG && low <= 0)) {
      throw Argument.refused(
          "axis \"%s\" must range from a finite%s number to one not below it, was %s to %s",
          name, kind == Kind.LOG ? " positive" : "", low, high);
    }
    if (kind == Kind.INTEGER && (low != Math.rint(low) || high != Math.rint(high))) {
      throw Argument.refused(
          "axis \"%s\" must range over whole numbers, was %s to %s", name, low, high);
    }
  }

  /** Numbers, spread evenly. */
  public static Axis real(String name, double low, double high) {
    return new Axis(name, Kind.REAL, low, high, List.of());
  }

  /** Positive numbers, spread evenly in the logarithm. */
  public static Axis log(String name, double low, double high) {
    return new Axis(name, Kind.LOG, low, high, List.of());
  }

  /** Whole numbers, both ends included. */
  public static Axis integer(String name, long low, long high) {
    return new Axis(name, Kind.INTEGER, low, high, List.of());
  }

  /** A choice among names. */
  public static Axis category(String name, List<String> categories) {
    return new Axis(name, Kind.CATEGORY, 0, categories.size() - 1.0, categories);
  }

  /**
   * Where a value is on the axis, in [0, 1]: the middle of its interval for a whole number or a
   * category. One beyond the ends is at the end; a category that is not here is in the middle.
   *
   * @param value a number, or a category's name
   */
  public double coordinate(Object value) {
    if (value instanceof Number number) {
      double x = number.doubleValue();
      return switch (kind) {
        case LOG -> share(Math.log(x), Math.log(low), Math.log(high));
        case INTEGER -> share(x, low - 0.5, high + 0.5);
        default -> share(x, low, high);
      };
    }
    int index = categories.indexOf(value);
    return index < 0 ? 0.5 : (index + 0.5) / categories.size();
  }

  private static double share(double x, double low, double high) {
    return low == high ? 0.5 : Math.min(1, Math.max(0, (x - low) / (high - low)));
  }

  /**
   * Checks a value of this axis.
   *
   * @throws IllegalArgumentException if it is no value of this kind
   */
  void check(Object value) {
    if (kind == Kind.CATEGORY) {
      if (!(value instanceof String) || !categories.contains(value)) {
        throw Argument.refused(
            "a value of axis \"%s\" must be one of %s, was %s", name, categories, value);
      }
      return;
    }
    boolean fits = value instanceof Number number && Double.isFinite(number.doubleValue());
    if (!fits || (kind == Kind.LOG && ((Number) value).doubleValue() <= 0)) {
      throw Argument.refused(
          "a value of axis \"%s\" must be a finite%s number, was %s",
          name, kind == Kind.LOG ? " positive" : "", value);
    }
  }
}
