package org.sdze.optimizer.setting;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;

/** What the values of a setting are, and how they are written. Immutable. */
public sealed interface Range<T> {

  /** The word for everything there is. */
  String ALL = "all";

  /** The class of the values. */
  Class<T> type();

  /** Whether a value is in the range. */
  boolean takes(T value);

  /**
   * The value that somebody wrote: a number, a flag or a word, as JSON has them, or a value itself.
   *
   * @return null if it is none of this range
   */
  @Nullable T read(Object written);

  /**
   * The value that a word of a command line stands for.
   *
   * @return null if it is none of this range
   */
  default @Nullable T parse(String word) {
    return read(word);
  }

  /** How a value is written on the command line, and in JSON if it is no number or flag. */
  default String text(Object value) {
    return value instanceof Enum<?> constant ? word(constant) : String.valueOf(value);
  }

  /** The value as the type of this range, in it or not; null if it cannot be one. */
  default @Nullable T ofType(Object written) {
    return read(written);
  }

  /** What is allowed, for whom any text may be wrong: "a positive number". */
  String allowed();

  /** What is allowed, for whom the type is right already: "positive". */
  default String bound() {
    return allowed();
  }

  /** What stands for a value in a command's help. */
  String label();

  /** Whole numbers of at least 1. */
  static Range<Integer> count() {
    return new Whole(1, Integer.MAX_VALUE, false);
  }

  /** Whole numbers of at least 1, or all: {@code Integer.MAX_VALUE}. */
  static Range<Integer> countOrAll() {
    return new Whole(1, Integer.MAX_VALUE, true);
  }

  /** Whole numbers from one to another, both included. */
  static Range<Integer> whole(int least, int most) {
    return new Whole(least, most, false);
  }

  /** Finite numbers above 0. */
  static Range<Double> positive() {
    return new Real(0, false, Double.POSITIVE_INFINITY);
  }

  /** Finite numbers above a bound. */
  static Range<Double> above(double bound) {
    return new Real(bound, false, Double.POSITIVE_INFINITY);
  }

  /** Numbers from 0 on and below 1. */
  static Range<Double> fraction() {
    return new Real(0, true, 1);
  }

  /** Yes and no. */
  static Range<Boolean> flag() {
    return new Flag();
  }

  /** Some constants of an enum; all of them if none is named. */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read only
  static <E extends Enum<E>> Range<E> choice(Class<E> type, E... some) {
    return new Choice<>(type, List.of(some.length == 0 ? type.getEnumConstants() : some));
  }

  /** A constant as a word: in lower case, with hyphens. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whole numbers.
   *
   * @param least the smallest
   * @param most the largest
   * @param hasAll whether the largest is written as {@value #ALL}
   */
  record Whole(int least, int most, boolean hasAll) implements Range<Integer> {

    private static final Pattern WRITTEN = Pattern.compile("[+-]?\\d{1,400}");

    @Override
    public Class<Integer> type() {
      return Integer.class;
    }

    @Override
    public boolean takes(Integer value) {
      return value >= least && value <= most;
    }

    @Override
    public @Nullable Integer read(Object written) {
      if (hasAll && ALL.equals(written)) {
        return most;
      }
      if (!(written instanceof Number number)) {
        return null;
      }
      double value = number.doubleValue(); // exact where it is in range
      boolean isWhole = !(number instanceof Double || number instanceof Float);
      return isWhole && value >= least && value <= most ? (Integer) number.intValue() : null;
    }

    @Override
    public @Nullable Integer ofType(Object written) {
      return written instanceof Integer value ? value : null;
    }

    @Override
    public @Nullable Integer parse(String word) {
      return read(WRITTEN.matcher(word).matches() ? new BigInteger(word) : word);
    }

    @Override
    public String text(Object value) {
      return hasAll && value.equals(most) ? ALL : String.valueOf(value);
    }

    @Override
    public String allowed() {
      String range =
          most == Integer.MAX_VALUE
              ? " of at least " + least
              : Text.format(" from %d to %d", least, most);
      return "a whole number" + range + (hasAll ? ", or all" : "");
    }

    @Override
    public String bound() {
      return most == Integer.MAX_VALUE
          ? "at least " + least
          : Text.format("from %d to %d", least, most);
    }

    @Override
    public String label() {
      return hasAll ? "N|all" : "N";
    }
  }

  /**
   * Numbers.
   *
   * @param least the bound below
   * @param isIncluded whether that is a value
   * @param below the bound above, which is none
   */
  record Real(double least, boolean isIncluded, double below) implements Range<Double> {

    // What Double.parseDouble takes beyond this (NaN, hexadecimal, a trailing f) is a slip here.
    private static final Pattern WRITTEN =
        Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    @Override
    public Class<Double> type() {
      return Double.class;
    }

    @Override
    public boolean takes(Double value) {
      return (isIncluded ? value >= least : value > least) && value < below;
    }

    @Override
    public @Nullable Double read(Object written) {
      if (!(written instanceof Number number)) {
        return null;
      }
      double value = number.doubleValue();
      return takes(value) ? (Double) value : null;
    }

    @Override
    public @Nullable Double ofType(Object written) {
      return written instanceof Number number ? (Double) number.doubleValue() : null;
    }

    @Override
    public @Nullable Double parse(String word) {
      return WRITTEN.matcher(word).matches() ? read(Double.parseDouble(word)) : null;
    }

    @Override
    public String allowed() {
      if (below == Double.POSITIVE_INFINITY) {
        return least == 0 ? "a positive number" : "a number above " + shown(least);
      }
      return Text.format("a number from %s on and below %s", shown(least), shown(below));
    }

    @Override
    public String bound() {
      if (below == Double.POSITIVE_INFINITY) {
        return least == 0 ? "positive" : "above " + shown(least);
      }
      return Text.format("in [%s, %s)", shown(least), shown(below));
    }

    private static String shown(double bound) {
      return bound == Math.rint(bound) ? Text.format("%.0f", bound) : String.valueOf(bound);
    }

    @Override
    public String label() {
      return "X";
    }
  }

  /** Yes and no. */
  record Flag() implements Range<Boolean> {

    @Override
    public Class<Boolean> type() {
      return Boolean.class;
    }

    @Override
    public boolean takes(Boolean value) {
      return true;
    }

    @Override
    public @Nullable Boolean read(Object written) {
      return written instanceof Boolean flag ? flag : null;
    }

    @Override
    public @Nullable Boolean parse(String word) {
      boolean isTrue = word.equals("true");
      boolean isFlag = isTrue || word.equals("false");
      return isFlag ? (Boolean) isTrue : null;
    }

    @Override
    public String allowed() {
      return "true or false";
    }

    @Override
    public String label() {
      return "true|false";
    }
  }

  /**
   * Words.
   *
   * @param type an enum
   * @param values those of its constants that are taken
   */
  record Choice<E extends Enum<E>>(Class<E> type, List<E> values) implements Range<E> {

    @Override
    public boolean takes(E value) {
      return values.contains(value);
    }

    @Override
    public @Nullable E read(Object written) {
      return values.stream()
          .filter(value -> value == written || word(value).equals(written))
          .findFirst()
          .orElse(null);
    }

    @Override
    public @Nullable E ofType(Object written) {
      E value = read(written);
      return value != null || !(written instanceof String name)
          ? value
          : values.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
    }

    /** The words in their order. */
    public List<String> words() {
      return values.stream().map(Range::word).toList();
    }

    @Override
    public String allowed() {
      return (values.size() == 1 ? "" : "one of ") + String.join(", ", words());
    }

    @Override
    public String label() {
      return "NAME";
    }
  }

  /** Values as a list for a sentence: "a", "a or b". */
  static String list(Range<?> range, Object... values) {
    return Arrays.stream(values).map(range::text).collect(Collectors.joining(" or "));
  }
}
