package org.sdze.arbiter.search;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.space.DirectionSpace;
import org.sdze.optimizer.Sdze;
import org.sdze.optimizer.forward.Activation;
import org.sdze.optimizer.setting.Credit;
import org.sdze.optimizer.setting.Rule;
import org.sdze.optimizer.step.Schedule;
import org.sdze.optimizer.text.Text;
import org.sdze.pinn.loss.ResidualForm;
import org.sdze.pinn.solve.Settings;

/**
 * A setting that a search's file can name, with what it takes.
 *
 * @param name in the file, and in the report
 * @param kind of its values
 * @param least its smallest number
 * @param most its largest number; not taken itself where the numbers are open above
 * @param choice its words; null for numbers
 */
record Setting(
    String name, Kind kind, double least, double most, @Nullable Class<? extends Enum<?>> choice) {

  /** What values are. */
  enum Kind {
    /** Whole numbers. */
    WHOLE,
    /** Numbers above 0. */
    POSITIVE,
    /** Numbers from 0 on and below 1. */
    FRACTION,
    /** True or false. */
    FLAG,
    /** Words. */
    CHOICE
  }

  private static final int LARGEST_WIDTH = 65_536;
  private static final int LARGEST_BATCH = 1_000_000;

  /** All of them. */
  static final List<Setting> ALL =
      List.of(
          choice("credit", Credit.class),
          whole("rank", LARGEST_WIDTH),
          whole("refreshInterval", Integer.MAX_VALUE),
          whole("probes", 10_000),
          new Setting("smoothing", Kind.POSITIVE, 0, Double.MAX_VALUE, null),
          choice("rule", Rule.class),
          new Setting("damping", Kind.POSITIVE, 0, Double.MAX_VALUE, null),
          new Setting("momentum", Kind.FRACTION, 0, 1, null),
          whole("units", LARGEST_WIDTH),
          new Setting("learningRate", Kind.POSITIVE, 0, Double.MAX_VALUE, null),
          whole("depth", 64),
          whole("width", LARGEST_WIDTH),
          whole("batch", LARGEST_BATCH),
          choice("activation", Activation.class),
          new Setting("inputScale", Kind.POSITIVE, 0, Double.MAX_VALUE, null),
          choice("directions", DirectionSpace.Law.class),
          whole("directionCount", LARGEST_WIDTH),
          choice("residual", ResidualForm.class),
          new Setting("twoSided", Kind.FLAG, 0, 0, null),
          choice("schedule", Schedule.class));

  /** The words of an enum, in its order. */
  static List<String> words(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants()).map(Setting::word).toList();
  }

  private static Setting whole(String name, double most) {
    return new Setting(name, Kind.WHOLE, 1, most, null);
  }

  private static Setting choice(String name, Class<? extends Enum<?>> words) {
    return new Setting(name, Kind.CHOICE, 0, 0, words);
  }

  /** The words of a choice, as the command line spells them. */
  List<String> words() {
    return choice == null ? List.of() : words(choice);
  }

  /** How a constant is written: in lower case, with hyphens. */
  static String word(Enum<?> constant) {
    return Settings.word(constant);
  }

  /** Whether this takes a number. */
  boolean takes(double number) {
    return switch (kind) {
      case WHOLE -> number >= least && number <= most && number == Math.rint(number);
      case POSITIVE -> number > 0 && number <= most;
      case FRACTION -> number >= 0 && number < 1;
      case FLAG, CHOICE -> false;
    };
  }

  /** What this takes, in words. */
  String allowed() {
    return switch (kind) {
      case WHOLE -> Text.format("a whole number from %.0f to %.0f", least, most);
      case POSITIVE -> "a positive number";
      case FRACTION -> "a number from 0 on and below 1";
      case FLAG -> "true or false";
      case CHOICE -> "one of " + String.join(", ", words());
    };
  }
}
