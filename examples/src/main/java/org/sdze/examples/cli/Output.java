package org.sdze.examples.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Standard output. A failed write is remembered, since printing hides it; what follows is dropped.
 */
final class Output extends FilterOutputStream {

  private @Nullable IOException failure;

  Output(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    if (failure == null) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = e;
      }
    }
  }

  /** Why not everything was written; null if it was, or if nobody wanted to read the rest. */
  @Nullable String failure() {
    return failure == null || isClosedPipe(failure)
        ? null
        : "standard output could not be written: " + failure.getMessage();
  }

  /**
   * As after {@code | head -1}. Java has no exception of its own for it, and the words of the
   * system may be in another language; but a pipe fails for no other reason.
   */
  private static boolean isClosedPipe(IOException failure) {
    if (String.valueOf(failure.getMessage()).contains("Broken pipe")) {
      return true;
    }
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString().startsWith("pipe:");
    } catch (IOException e) {
      return false;
    }
  }
}
