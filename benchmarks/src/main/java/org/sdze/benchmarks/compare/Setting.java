package org.sdze.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;

/**
 * Options of {@code solve} that a contender is run with.
 *
 * @param options the options, beside those that all contenders share
 */
public record Setting(List<String> options) {

  public Setting {
    options = List.copyOf(options);
  }

  /** The setting of options as a user would type them; none where the text is blank. */
  public static Setting of(String options) {
    return new Setting(options.isBlank() ? List.of() : List.of(options.strip().split(" +")));
  }

  /** This setting with further options. */
  public Setting with(String more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(of(more).options());
    return new Setting(all);
  }

  /** As a user would type it. */
  @Override
  public String toString() {
    return options.isEmpty() ? "defaults" : String.join(" ", options);
  }

  /** A name for a folder. */
  String slug() {
    return options.isEmpty()
        ? "defaults"
        : String.join("_", options).replace("--", "").replaceAll("[^A-Za-z0-9._-]", "-");
  }
}
