package org.sdze.stranger;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class that leaves a file wherever it runs: when it is loaded, made or read. */
public final class Stranger implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The property that names the file. */
  public static final String PROPERTY = "sdze.test.stranger";

  static {
    run();
  }

  /** Made by whoever names it. */
  public Stranger() {
    run();
  }

  private static void run() {
    String file = System.getProperty(PROPERTY);
    if (file == null) {
      return;
    }
    try {
      Files.writeString(Path.of(file), "a stranger ran");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("UnusedMethod") // Java's
  private void readObject(ObjectInputStream in) {
    run();
  }
}
