package org.sdze.optimizer.setting;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a setting, or a value of one, belongs to.
 *
 * @param words what must be, as in "must go with the credit low-rank"
 * @param holds whether it is so
 * @param found what is instead, as in "was noise"
 */
public record Condition(String words, Predicate<Choices> holds, Function<Choices, Object> found) {

  /** What always holds. */
  static final Condition NONE = new Condition("", choices -> true, choices -> "");

  /** That both this and another one hold. */
  public Condition and(Condition other) {
    return new Condition(
        words + " and " + other.words,
        choices -> holds.test(choices) && other.holds.test(choices),
        choices -> holds.test(choices) ? other.found.apply(choices) : found.apply(choices));
  }
}
