package org.sdze.optimizer.checkpoint;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.sdze.optimizer.text.Text;

/**
 * One entry as text, so that it can travel in a network's configuration: Base64 of deflated bytes
 * after a header with their version, length and CRC-32.
 */
public final class EntryText {

  private static final int MAGIC = 0x53445A45; // "SDZE"
  private static final int HEADER = 3 * Integer.BYTES + Long.BYTES;

  private EntryText() {}

  /** Reads an entry. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads what was written by that version. */
    T read(int version, EntryInput in) throws IOException;
  }

  /** What bytes inflate to. */
  private record Inflated(long length, int crc) {}

  /** The entry as text. */
  public static String write(int version, Checkpoint.Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EntryOutput out;
    try (OutputStream deflated = new BufferedOutputStream(new DeflaterOutputStream(bytes))) {
      out = new EntryOutput(deflated);
      writer.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    ByteBuffer text = ByteBuffer.allocate(HEADER + bytes.size());
    text.putInt(MAGIC).putInt(version).putLong(out.length()).putInt(out.crc());
    text.put(bytes.toByteArray());
    return Base64.getEncoder().encodeToString(text.array());
  }

  /**
   * What a text holds.
   *
   * @param name of the entry, for the sentences
   * @param newest the newest version that the reader knows
   * @throws IllegalArgumentException if it holds none, one of another version, a damaged one or one
   *     with numbers that are not finite; its cause is a {@link CheckpointException}
   */
  public static <T> T read(String text, String name, int newest, Reader<T> reader) {
    try {
      return read(Base64.getDecoder().decode(text), name, newest, reader);
    } catch (CheckpointException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) { // of the inflater and of Base64
      CheckpointException damage =
          new CheckpointException(
              Text.format("%s is damaged: %s", name, CheckpointException.innermost(e)), e);
      throw new IllegalArgumentException(damage.getMessage(), damage);
    }
  }

  private static <T> T read(byte[] bytes, String name, int newest, Reader<T> reader)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    // Of the first version all is deflated, and begins with magic and version.
    boolean isFirst = bytes.length < HEADER || header.getInt() != MAGIC;
    int version = isFirst ? 1 : header.getInt();
    byte[] deflated = isFirst ? bytes : Arrays.copyOfRange(bytes, HEADER, bytes.length);
    if (!isFirst && (version < 2 || version > newest)) {
      throw CheckpointException.of("%s must be of version %d, was %d", name, newest, version);
    }
    Inflated inflated = inflate(deflated, name);
    if (!isFirst && !inflated.equals(new Inflated(header.getLong(), header.getInt()))) {
      throw new CheckpointException(name + " is damaged: its checksum is wrong");
    }
    InputStream stream = new InflaterInputStream(new ByteArrayInputStream(deflated));
    try (EntryInput in = new EntryInput(new BufferedInputStream(stream), inflated.length(), name)) {
      if (isFirst && (in.integer() != MAGIC || in.integer() != 1)) {
        throw new CheckpointException(name + " is damaged: it does not begin as one");
      }
      T read = reader.read(version, in);
      in.end();
      return read;
    }
  }

  /** Inflates to nowhere, to know what there is before anything is made of it. */
  private static Inflated inflate(byte[] bytes, String name) throws IOException {
    CRC32 crc = new CRC32();
    long length = 0;
    byte[] buffer = new byte[1 << 14];
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
        length += count;
        Archive.requirePlausible(name, bytes.length, length);
      }
    }
    return new Inflated(length, (int) crc.getValue());
  }
}
