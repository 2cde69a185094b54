package org.sdze.optimizer.setting;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.argument.Argument;

/**
 * Values for some settings of a catalogue, and the defaults for the rest. A value that has no
 * effect beside the others, or cannot be beside them, counts as not chosen. Immutable.
 */
public final class Choices {

  private final Catalogue catalogue;
  private final Map<String, Object> given;

  Choices(Catalogue catalogue, Map<String, ?> given) {
    this.catalogue = catalogue;
    this.given = new HashMap<>(given);
  }

  /** The same with one value more, or another one; without it if it is null. */
  public <T> Choices with(Setting<T> setting, @Nullable T value) {
    Choices more = new Choices(catalogue, given);
    if (value == null) {
      more.given.remove(setting.name());
    } else {
      more.given.put(setting.name(), value);
    }
    return more;
  }

  /** The value that somebody chose; null if nobody did. */
  public <T> @Nullable T given(Setting<T> setting) {
    Object value = given.get(setting.name());
    return value == null ? null : setting.range().type().cast(value);
  }

  /** The value that holds. */
  public <T> T get(Setting<T> setting) {
    Setting<T> own = catalogue.own(setting);
    T value = given(own);
    return value != null && isTaken(own, value) ? value : own.usual().apply(this);
  }

  /** Whether the value that somebody chose holds. */
  public boolean isTaken(Setting<?> setting) {
    return isGivenTaken(catalogue.own(setting));
  }

  private <T> boolean isGivenTaken(Setting<T> own) {
    T value = given(own);
    return value != null && isTaken(own, value);
  }

  private <T> boolean isTaken(Setting<T> own, T value) {
    return own.condition().holds().test(this) && own.needs().apply(value).holds().test(this);
  }

  /** Whether a setting has an effect beside the others. */
  public boolean isActive(Setting<?> setting) {
    return catalogue.own(setting).condition().holds().test(this);
  }

  /** The values that hold, of the settings that have an effect. */
  public Map<Setting<?>, Object> effective() {
    Map<Setting<?>, Object> values = new LinkedHashMap<>();
    for (Setting<?> setting : catalogue.settings()) {
      if (isActive(setting)) {
        values.put(setting, get(setting));
      }
    }
    return values;
  }

  /** The values that hold, of the settings that have an effect, as a line for people. */
  public String line() {
    StringJoiner text = new StringJoiner(", ", "", System.lineSeparator());
    effective()
        .forEach((setting, value) -> text.add(setting.words() + ' ' + setting.range().text(value)));
    return text.toString();
  }

  /**
   * Checks every value that somebody chose: its range, and whether it goes with the others.
   *
   * @throws IllegalArgumentException naming the first that cannot be
   */
  public void require() {
    require(Setting::words);
  }

  /**
   * The same in other words.
   *
   * @param spelling what a setting is called in the sentence
   */
  public void require(Function<Setting<?>, String> spelling) {
    catalogue.settings().forEach(setting -> requireOne(setting, spelling));
  }

  private <T> void requireOne(Setting<T> setting, Function<Setting<?>, String> spelling) {
    T value = given(setting);
    if (value == null) {
      return;
    }
    setting.require(value);
    Condition condition = setting.condition();
    if (!condition.holds().test(this)) {
      throw Argument.refused(
          "%s must go with %s, was %s",
          spelling.apply(setting), condition.words(), condition.found().apply(this));
    }
    Condition need = setting.needs().apply(value);
    if (!need.holds().test(this)) {
      throw Argument.refused(
          "%s %s must go with %s, was %s",
          spelling.apply(setting),
          setting.range().text(value),
          need.words(),
          need.found().apply(this));
    }
  }
}
