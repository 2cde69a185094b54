package org.sdze.examples.cli.plan;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sdze.examples.zoo.ZooNetwork;
import org.sdze.optimizer.setting.Range;
import org.sdze.optimizer.text.Text;

/**
 * What was written after an option, and its readings. Every reading that fails is a {@link
 * UserMistake} of the form "--dim must be …, was …".
 *
 * @param option the option's name, with its hyphens
 * @param text what was written, or null where the option was not given
 */
public record OptionText(String option, @Nullable String text) {

  private static final int MOST_WORKERS = 256;
  private static final int LARGEST_SIDE = 4_096;
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,400}");

  /** Whether the option was given. */
  public boolean isGiven() {
    return text != null;
  }

  /** A whole number from {@code least} on that fits a Java int. */
  public int whole(int least, int otherwise) {
    return (int) whole(least, Integer.MAX_VALUE, otherwise);
  }

  /** How many processes or threads work at a time. */
  public int workers(int otherwise) {
    return (int) whole(1, MOST_WORKERS, otherwise);
  }

  /** The side of a network's input, or the length of its text. */
  public int side(ZooNetwork network) {
    return (int) whole(network.side(), LARGEST_SIDE, network.side());
  }

  /** A whole number in a range, ends included. */
  public long whole(long least, long most, long otherwise) {
    String range = most >= Integer.MAX_VALUE ? " of at least " + least : range(least, most);
    String allowed = "a whole number" + (least == Long.MIN_VALUE ? "" : range);
    return whole(least, most, otherwise, allowed);
  }

  private long whole(long least, long most, long otherwise, String allowed) {
    if (text == null) {
      return otherwise;
    }
    if (!WHOLE.matcher(text).matches()) {
      throw mistake(allowed);
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(BigInteger.valueOf(least)) < 0) {
      throw mistake(allowed);
    }
    if (value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw mistake(most >= Integer.MAX_VALUE ? "a whole number" + range(least, most) : allowed);
    }
    return value.longValueExact();
  }

  private static String range(long least, long most) {
    return Text.format(" from %d to %d", least, most);
  }

  /** A finite number above 0. */
  public double positive(double otherwise) {
    return in(Range.positive(), otherwise);
  }

  /** A number from 0 on and below 1. */
  public double fraction(double otherwise) {
    return in(Range.fraction(), otherwise);
  }

  /** One of the constants of an enum, by its {@link #nameOf name}. */
  public <E extends Enum<E>> E oneOf(Class<E> type, E otherwise) {
    return in(Range.choice(type), otherwise);
  }

  /** A value of a range. */
  <T> T in(Range<T> range, T otherwise) {
    if (text == null) {
      return otherwise;
    }
    T value = range.parse(text);
    if (value == null) {
      throw mistake(range.allowed());
    }
    return value;
  }

  /** Refuses the option, where it was given, since the rest of the command leaves it no meaning. */
  public void refuse(String reason) {
    if (text != null) {
      throw new UserMistake("%s %s: %s", option, text, reason);
    }
  }

  /** A path; null where the option was not given. An empty one would be the current folder. */
  public static @Nullable Path path(String option, @Nullable String text) {
    try {
      if (text != null && text.isEmpty()) {
        throw new OptionText(option, text).mistake("a path");
      }
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      throw new OptionText(option, text).mistake("a path");
    }
  }

  /** The mistake of having written something that is not allowed. */
  public UserMistake mistake(String allowed) {
    return new UserMistake(
        "%s must be %s, was %s", option, allowed, "".equals(text) ? "empty" : text);
  }

  /** How a constant is written on the command line: in lower case, with hyphens. */
  public static String nameOf(Enum<?> constant) {
    return Range.word(constant);
  }
}
