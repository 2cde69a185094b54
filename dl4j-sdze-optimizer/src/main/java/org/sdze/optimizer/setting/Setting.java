package org.sdze.optimizer.setting;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;

/**
 * One setting, declared once: whoever shows, reads or checks it asks this. Immutable.
 *
 * @param name in Java and JSON, in camel case; the command line's is {@link #option}
 * @param range what it takes
 * @param meaning one sentence, without a full stop
 * @param usual its value where nobody chose one
 * @param usually the same in words
 * @param condition what it belongs to; elsewhere it has no effect
 * @param needs what one of its values needs beside that
 */
public record Setting<T>(
    String name,
    Range<T> range,
    String meaning,
    Function<Choices, T> usual,
    String usually,
    Condition condition,
    Function<T, Condition> needs) {

  /** A setting that always has an effect, with one default. */
  public static <T> Setting<T> of(String name, Range<T> range, T usual, String meaning) {
    return of(name, range, choices -> usual, range.text(usual), meaning);
  }

  /** A setting that always has an effect, with a default that depends on others. */
  public static <T> Setting<T> of(
      String name, Range<T> range, Function<Choices, T> usual, String usually, String meaning) {
    return new Setting<>(
        name, range, meaning, usual, usually, Condition.NONE, value -> Condition.NONE);
  }

  /** The same with another default. */
  public Setting<T> usually(Function<Choices, T> another, String inWords) {
    return new Setting<>(name, range, meaning, another, inWords, condition, needs);
  }

  /** The same with fewer values. */
  public Setting<T> of(Range<T> fewer) {
    return new Setting<>(name, fewer, meaning, usual, usually, condition, needs);
  }

  /** The same, having an effect under a condition alone. */
  public Setting<T> with(Condition its) {
    return new Setting<>(name, range, meaning, usual, usually, its, needs);
  }

  /** The same, some of whose values need more. */
  public Setting<T> needing(Function<T, Condition> more) {
    return new Setting<>(name, range, meaning, usual, usually, condition, more);
  }

  /** The condition that this has one of some values. */
  @SafeVarargs
  @SuppressWarnings("varargs") // they are read only
  public final Condition is(T... values) {
    List<T> wanted = List.of(values);
    return new Condition(
        "the " + words() + ' ' + Range.list(range, wanted.toArray()),
        choices -> wanted.contains(choices.get(this)),
        choices -> {
          T given = choices.given(this);
          return given == null ? "not set" : range.text(given);
        });
  }

  /** Its name as words: "refresh interval". */
  public String words() {
    return spaced(' ');
  }

  /** Its name in the files of a run: "refresh-interval". */
  public String key() {
    return spaced('-');
  }

  /** Its option on a command line: "--refresh-interval". */
  public String option() {
    return "--" + key();
  }

  /** A value as files have it: a number, a flag or a word. */
  public Object written(Object value) {
    String text = range.text(value);
    return value instanceof Enum<?> || text.equals(Range.ALL) ? text : value;
  }

  private String spaced(char separator) {
    return String.join(String.valueOf(separator), Arrays.asList(name.split("(?=[A-Z])", -1)))
        .toLowerCase(Locale.ROOT);
  }

  /**
   * The value, if it is in the range.
   *
   * @throws IllegalArgumentException if not
   */
  public T require(@Nullable T value) {
    T given = Argument.given(words(), value);
    if (!range.takes(given)) {
      String more = given.equals(Double.POSITIVE_INFINITY) ? " and finite" : "";
      throw new IllegalArgumentException(
          words() + " must be " + range.bound() + more + ", was " + given);
    }
    return given;
  }

  /**
   * The value that a saved configuration holds, in its range or not: {@link Choices#require} tells.
   *
   * @throws IllegalArgumentException if it is no value of this kind
   */
  public T ofType(Object written) {
    T value = range.ofType(written);
    if (value == null) {
      throw new IllegalArgumentException(
          words() + " must be " + range.allowed() + ", was \"" + written + '"');
    }
    return value;
  }
}
