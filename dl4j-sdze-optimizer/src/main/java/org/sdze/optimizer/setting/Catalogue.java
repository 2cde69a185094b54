package org.sdze.optimizer.setting;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.text.Text;

/**
 * The settings of something, each once, in the order in which people are told of them.
 *
 * @param settings with names that differ
 */
public record Catalogue(List<Setting<?>> settings) {

  /** A catalogue of settings. */
  public Catalogue {
    settings = List.copyOf(settings);
  }

  /** The setting of a name; null if there is none. */
  public @Nullable Setting<?> named(String name) {
    return settings.stream().filter(each -> each.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * This catalogue's declaration of a setting, which may have another default; else that itself.
   */
  @SuppressWarnings("unchecked") // the values of one name have one type
  <T> Setting<T> own(Setting<T> setting) {
    Setting<?> own = named(setting.name());
    return own == null ? setting : (Setting<T>) own;
  }

  /** Nothing chosen. */
  public Choices choices() {
    return new Choices(this, Map.of());
  }

  /** Some values chosen, by name. */
  public Choices choices(Map<String, ?> given) {
    return new Choices(this, given);
  }

  /** A table of all settings, as Markdown. */
  public String table() {
    StringBuilder text = new StringBuilder("| setting | takes | default | goes with | meaning |\n");
    text.append("| --- | --- | --- | --- | --- |\n");
    for (Setting<?> setting : settings) {
      text.append(
          Text.format(
              "| `%s` | %s | %s | %s | %s |%n",
              setting.name(),
              setting.range().allowed(),
              setting.usually(),
              setting.condition().words(),
              setting.meaning()));
    }
    return text.toString();
  }
}
