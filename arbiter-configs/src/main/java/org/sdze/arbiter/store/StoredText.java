package org.sdze.arbiter.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/** Reads texts in UTF-8. */
public final class StoredText {

  /** Of records, settings and tables; a tree of such a text fits a small heap. */
  private static final int LONGEST = 1 << 22;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private StoredText() {}

  /**
   * Reads a file, without the byte-order mark that some editors begin it with.
   *
   * @throws FileNotFoundException if there is none
   * @throws CheckpointException if it is no text, or too long
   */
  public static String read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(
          Files.isDirectory(file) ? file + " is a folder, not a file" : "there is no file " + file);
    }
    if (Files.size(file) > LONGEST) {
      throw CheckpointException.of(
          "%s has %d bytes, but must have at most %d", file, Files.size(file), LONGEST);
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new CheckpointException(
          Text.format("%s is no text in UTF-8 (after %d bytes)", file, bytes.position()), e);
    }
  }
}
