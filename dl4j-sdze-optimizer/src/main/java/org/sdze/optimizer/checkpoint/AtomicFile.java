package org.sdze.optimizer.checkpoint;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file beside its place, forces it to the disk and moves it there: a reader, a crash and a
 * power cut find the old file or the new one, whole.
 */
public final class AtomicFile {

  private AtomicFile() {}

  /** Writes at the place that it is given. */
  @FunctionalInterface
  public interface Writer {
    /** Writes the whole file. */
    void write(Path file) throws IOException;
  }

  /** Writes into a stream, which is closed for it. */
  @FunctionalInterface
  public interface Content {
    /** Writes the whole content. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes bytes. */
  public static void write(Path file, byte[] bytes) throws IOException {
    writeBy(file, beside -> Files.write(beside, bytes, StandardOpenOption.CREATE_NEW));
  }

  /** Writes a text in UTF-8. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes what is streamed. */
  public static void stream(Path file, Content content) throws IOException {
    writeBy(
        file,
        beside -> {
          try (OutputStream out = Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW)) {
            content.writeTo(out);
          }
        });
  }

  /**
   * Lets a writer make the file.
   *
   * @throws IOException if it cannot be written; what stood at its place is still there
   */
  public static void writeBy(Path file, Writer writer) throws IOException {
    Path beside = file.resolveSibling("." + file.getFileName() + ".unfinished");
    Files.deleteIfExists(beside); // of a process that was killed
    try {
      writer.write(beside);
      move(beside, file);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /**
   * Adds a line to a file of lines, in place: if the process ends meanwhile, the last line lacks
   * its end, and whoever reads it drops it.
   */
  public static void append(Path file, String line) throws IOException {
    Files.writeString(file, line + "\n", StandardOpenOption.APPEND);
  }

  /** Moves a finished file to its place in the same file system, over what stands there. */
  public static void move(Path finished, Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(finished, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(
        finished, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path folder = place.toAbsolutePath().getParent();
    if (folder != null && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true); // the name, too; other systems open no folder
      }
    }
  }
}
