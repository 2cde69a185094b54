package org.sdze.optimizer.text;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/**
 * Text for files, command lines and users that is the same in every locale: other digits or a comma
 * in place of the point would not be read by whatever reads numbers.
 */
public final class Text {

  private Text() {}

  /**
   * Fills a pattern.
   *
   * @param pattern as {@link String#format(String, Object...)} takes it
   */
  @FormatMethod
  public static String format(@FormatString String pattern, Object... arguments) {
    return String.format(Locale.ROOT, pattern, arguments);
  }
}
