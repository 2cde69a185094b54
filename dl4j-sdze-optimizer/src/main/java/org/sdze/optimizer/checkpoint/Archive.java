package org.sdze.optimizer.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.text.Text;

/**
 * A zip file of which nothing is believed: how many entries it has, what they are called and how
 * large they say they are is checked before any is inflated, and what is inflated is held against
 * its size and its CRC-32. (Java's {@code ZipFile} checks neither.)
 *
 * <p>A file that was made from another by changing one bit gives the same bytes or an exception.
 */
public final class Archive implements Closeable {

  private static final int MOST_ENTRIES = 1_000;
  private static final int LONGEST_DIRECTORY = 1 << 20;
  private static final int END_LENGTH = 22;
  private static final int END_SIGNATURE = 0x06054b50;

  /** What an entry may inflate to, whatever it was before. */
  private static final long FREE = 1 << 24;

  /** What more may inflate by; random weights do by 1.1, texts by 20, zeros by 1,000. */
  private static final int MOST_INFLATION = 200;

  private static final Pattern OUTSIDE =
      Pattern.compile("(^|.*[/\\\\])\\.\\.([/\\\\].*|$)|[/\\\\].*|[A-Za-z]:.*", Pattern.DOTALL);

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipEntry> entries = new HashMap<>();

  private Archive(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /**
   * Opens a file.
   *
   * @param isKnown which names an entry may have
   * @throws CheckpointException if it is no zip file, or not such a one
   */
  public static Archive open(Path file, Predicate<String> isKnown) throws IOException {
    requireSmallDirectory(file);
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (IOException | RuntimeException e) { // of a damaged directory Java throws either
      throw new CheckpointException(
          Text.format("%s is damaged: %s", file, CheckpointException.innermost(e)), e);
    }
    Archive archive = new Archive(file, zip);
    try {
      archive.readDirectory(isKnown);
      return archive;
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  /** Java reads the whole directory at once, whatever its size. */
  private static void requireSmallDirectory(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < END_LENGTH
          || in.readUnsignedByte() != 'P'
          || in.readUnsignedByte() != 'K') {
        throw new CheckpointException(file + " is no zip file");
      }
      in.seek(in.length() - END_LENGTH);
      if (Integer.reverseBytes(in.readInt()) != END_SIGNATURE) {
        throw new CheckpointException(
            file + " is damaged: it does not end in the directory of a zip file");
      }
      in.skipBytes(6);
      int count = Short.toUnsignedInt(Short.reverseBytes(in.readShort()));
      long length = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      in.skipBytes(4);
      if (in.readShort() != 0) {
        throw new CheckpointException(file + " is damaged: its end speaks of a comment");
      }
      if (count > MOST_ENTRIES || length > LONGEST_DIRECTORY) {
        throw CheckpointException.of(
            "%s has %d entries or more (their directory takes %d bytes), which no network has",
            file, count, length);
      }
    }
  }

  private void readDirectory(Predicate<String> isKnown) throws IOException {
    List<? extends ZipEntry> all = Collections.list(zip.entries());
    if (all.size() > MOST_ENTRIES) {
      throw CheckpointException.of("%s has %d entries, which no network has", file, all.size());
    }
    for (ZipEntry entry : all) {
      String name = entry.getName();
      if (OUTSIDE.matcher(name).matches()) {
        throw CheckpointException.of(
            "%s holds the entry \"%s\", which names a place outside of it", file, shown(name));
      }
      if (!isKnown.test(name)) {
        throw CheckpointException.of(
            "%s holds the entry \"%s\", which no network has; it is damaged or no network",
            file, shown(name));
      }
      if (entry.getSize() < 0 || entry.getCompressedSize() < 0) {
        throw CheckpointException.of("%s is damaged: its entry %s has no length", file, name);
      }
      if (entries.put(name, entry) != null) {
        throw CheckpointException.of("%s holds the entry \"%s\" twice", file, shown(name));
      }
    }
  }

  private static String shown(String name) {
    String text = name.length() <= 80 ? name : name.substring(0, 80) + "…";
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** Whether there is such an entry. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /** How long an entry says it is, inflated. */
  public long length(String name) {
    return entry(name).getSize();
  }

  /**
   * Opens an entry.
   *
   * @throws CheckpointException if it would inflate to more than is plausible
   */
  public ArchiveStream open(String name) throws IOException {
    ZipEntry entry = entry(name);
    requirePlausible(
        Text.format("%s in %s", name, file), entry.getCompressedSize(), entry.getSize());
    return new ArchiveStream(
        zip.getInputStream(entry), entry, Text.format("%s: its entry %s", file, name));
  }

  /**
   * Refuses what inflates to far more than networks and their states do.
   *
   * @param name of what inflates
   * @throws CheckpointException if it does
   */
  public static void requirePlausible(String name, long deflated, long inflated)
      throws CheckpointException {
    if (inflated > FREE && inflated / MOST_INFLATION > deflated) {
      throw CheckpointException.of(
          "%s inflates from %d bytes to %d, by more than %d, which no network does",
          name, deflated, inflated, MOST_INFLATION);
    }
  }

  private ZipEntry entry(String name) {
    ZipEntry entry = entries.get(name);
    if (entry == null) {
      throw Argument.refused("%s has no entry %s", file, name);
    }
    return entry;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
