package org.sdze.examples.cli.report;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.text.Text;

/**
 * Writes pictures where this machine can draw text. A server without fonts, or without the library
 * that Java reads them by, cannot: there a picture is left out, and nothing else.
 */
final class Pictures {

  private Pictures() {}

  /**
   * Writes one, or says on stderr why it is left out; an earlier one is gone in either case. Needs
   * no display.
   *
   * @param drawing writes it as PNG
   */
  static void write(Path file, AtomicFile.Content drawing) throws IOException {
    String reason = whyNot();
    if (reason != null) {
      Files.deleteIfExists(file);
      System.err.println(
          Text.format(
              "sdze: %s is left out, since Java cannot draw text on this machine: %s",
              file.getFileName(), reason));
      return;
    }
    // A cache file would want a shutdown hook, which the JVM refuses once Ctrl-C was pressed.
    ImageIO.setUseCache(false);
    AtomicFile.stream(file, drawing);
  }

  /**
   * Why it cannot draw text; null if it can. Which of these is thrown depends on Java's release.
   */
  private static @Nullable String whyNot() {
    try {
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().getFontMetrics();
      return null;
    } catch (RuntimeException | AWTError | InternalError | LinkageError e) {
      Throwable first = e;
      while (first.getCause() != null) {
        first = first.getCause();
      }
      return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
    }
  }
}
