package org.sdze.optimizer.checkpoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.sdze.optimizer.text.Text;

/**
 * A file of named entries, each with its checksum.
 *
 * <pre>
 * kind, version            2 × 4 bytes
 * the entries, one after the other
 * the list                 how many; of each its name, length, CRC-32
 * length of the list       4 bytes
 * CRC-32 of kind, version and list
 * </pre>
 */
public final class Checkpoint {

  private static final int HEADER = 2 * Integer.BYTES;
  private static final int FOOTER = 2 * Integer.BYTES;
  private static final int LONGEST_LIST = 1 << 16;

  private final Path file;
  private final int version;
  private final Map<String, Entry> entries;

  private record Entry(long offset, long length, int crc) {}

  /** Writes an entry. */
  @FunctionalInterface
  public interface Writer {
    /** Writes the whole entry. */
    void write(EntryOutput out) throws IOException;
  }

  private Checkpoint(Path file, int version, Map<String, Entry> entries) {
    this.file = file;
    this.version = version;
    this.entries = entries;
  }

  /** Writes a file, in the order in which the entries come. */
  public static void write(Path file, int kind, int version, Map<String, Writer> entries)
      throws IOException {
    AtomicFile.stream(
        file,
        stream -> {
          DataOutputStream out = new DataOutputStream(new BufferedOutputStream(stream));
          out.write(header(kind, version));
          ByteArrayOutputStream list = new ByteArrayOutputStream();
          DataOutputStream listed = new DataOutputStream(list);
          listed.writeInt(entries.size());
          for (Map.Entry<String, Writer> each : entries.entrySet()) {
            EntryOutput entry = new EntryOutput(out);
            each.getValue().write(entry);
            listed.writeUTF(each.getKey());
            listed.writeLong(entry.length());
            listed.writeInt(entry.crc());
          }
          out.write(list.toByteArray());
          out.writeInt(list.size());
          out.writeInt(crc(header(kind, version), list.toByteArray()));
          out.flush();
        });
  }

  /**
   * Opens a file, all of which is checked.
   *
   * @param newest the newest version that can be read; all since the first can
   * @throws CheckpointException if it is of another kind or version, or damaged
   */
  public static Checkpoint open(Path file, int kind, int newest) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      if (in.length() < HEADER + FOOTER) {
        throw new CheckpointException(file + " is damaged: it ends too early");
      }
      int thisKind = in.readInt();
      int version = in.readInt();
      if (thisKind != kind) {
        throw new CheckpointException(file + " is no file of this kind, or damaged");
      }
      if (version < 1 || version > newest) {
        throw CheckpointException.of(
            "%s is of version %d, but the newest that can be read is %d; it is of another release, or damaged",
            file, version, newest);
      }
      in.seek(in.length() - FOOTER);
      int listLength = in.readInt();
      int crc = in.readInt();
      if (listLength < 0
          || listLength > LONGEST_LIST
          || listLength > in.length() - HEADER - FOOTER) {
        throw new CheckpointException(file + " is damaged: its end is no list of entries");
      }
      byte[] list = new byte[listLength];
      in.seek(in.length() - FOOTER - listLength);
      in.readFully(list);
      if (crc(header(kind, version), list) != crc) {
        throw new CheckpointException(
            file + " is damaged: the checksum of its entries' list is wrong");
      }
      Checkpoint checkpoint =
          new Checkpoint(
              file, version, entries(file, list, in.length() - HEADER - FOOTER - listLength));
      checkpoint.verify(in);
      return checkpoint;
    }
  }

  private static Map<String, Entry> entries(Path file, byte[] list, long length)
      throws IOException {
    EntryInput in =
        new EntryInput(
            new ByteArrayInputStream(list), list.length, "the list of entries of " + file);
    Map<String, Entry> entries = new LinkedHashMap<>();
    long offset = HEADER;
    int count = in.count(Short.BYTES + Long.BYTES + Integer.BYTES);
    for (int k = 0; k < count; k++) {
      String name = in.text();
      Entry entry = new Entry(offset, in.whole(), in.integer());
      offset += entry.length();
      if (entry.length() < 0 || offset - HEADER > length || entries.put(name, entry) != null) {
        throw new CheckpointException(
            file + " is damaged: its list of entries is not of this file");
      }
    }
    in.end();
    if (offset - HEADER != length) {
      throw new CheckpointException(file + " is damaged: its list of entries is not of this file");
    }
    return entries;
  }

  private void verify(RandomAccessFile in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    in.seek(HEADER);
    for (Map.Entry<String, Entry> each : entries.entrySet()) {
      CRC32 crc = new CRC32();
      for (long left = each.getValue().length(); left > 0; ) {
        int count = (int) Math.min(left, buffer.length);
        in.readFully(buffer, 0, count);
        crc.update(buffer, 0, count);
        left -= count;
      }
      if ((int) crc.getValue() != each.getValue().crc()) {
        throw CheckpointException.of(
            "%s is damaged: the checksum of its entry \"%s\" is wrong", file, each.getKey());
      }
    }
  }

  /** The version that the file is of. */
  public int version() {
    return version;
  }

  /** Whether there is such an entry. */
  public boolean has(String name) {
    return entries.containsKey(name);
  }

  /**
   * Opens an entry.
   *
   * @throws CheckpointException if there is none of this name
   */
  public EntryInput entry(String name) throws IOException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw CheckpointException.of("%s has no entry \"%s\"", file, name);
    }
    InputStream in = new BufferedInputStream(Files.newInputStream(file));
    in.skipNBytes(entry.offset());
    return new EntryInput(in, entry.length(), Text.format("the entry \"%s\" of %s", name, file));
  }

  private static byte[] header(int kind, int version) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(header);
    out.writeInt(kind);
    out.writeInt(version);
    return header.toByteArray();
  }

  private static int crc(byte[] header, byte[] list) {
    CRC32 crc = new CRC32();
    crc.update(header);
    crc.update(list);
    return (int) crc.getValue();
  }
}
