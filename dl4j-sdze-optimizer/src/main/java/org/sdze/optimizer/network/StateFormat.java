package org.sdze.optimizer.network;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.checkpoint.Archive;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.checkpoint.EntryInput;
import org.sdze.optimizer.checkpoint.EntryOutput;
import org.sdze.optimizer.text.Text;

/**
 * A {@link TrainerState} as text, so that it can travel in a network's configuration: Base64 of
 * deflated numbers, arrays to their last bit, after a header with their length and CRC-32.
 */
public final class StateFormat {

  private static final int MAGIC = 0x53445A45; // "SDZE"
  private static final int VERSION = 2;

  /** Without a header: all of it is deflated, and begins with magic and version. Still read. */
  private static final int FIRST_VERSION = 1;

  private static final int HEADER = 3 * Integer.BYTES + Long.BYTES;
  private static final String NAME = "the state saved with the network";

  private StateFormat() {}

  /** What bytes inflate to. */
  private record Inflated(long length, int crc) {}

  /** The state as text. */
  public static String write(TrainerState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    EntryOutput out;
    try (OutputStream deflated = new BufferedOutputStream(new DeflaterOutputStream(bytes))) {
      out = new EntryOutput(deflated);
      out.whole(state.steps());
      write(out, state.feedback());
      write(out, state.moments());
      out.integer(state.beginnings().size());
      for (Map.Entry<String, Long> entry : new TreeMap<>(state.beginnings()).entrySet()) {
        out.text(entry.getKey());
        out.whole(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    ByteBuffer text = ByteBuffer.allocate(HEADER + bytes.size());
    text.putInt(MAGIC).putInt(VERSION).putLong(out.length()).putInt(out.crc());
    text.put(bytes.toByteArray());
    return Base64.getEncoder().encodeToString(text.array());
  }

  /**
   * The state that a text holds.
   *
   * @throws IllegalArgumentException if it holds none, one of another version, a damaged one or one
   *     with numbers that are not finite; its cause is a {@link CheckpointException}
   */
  public static TrainerState read(String text) {
    try {
      return read(Base64.getDecoder().decode(text));
    } catch (CheckpointException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (IOException | IllegalArgumentException e) { // of the inflater and of Base64
      CheckpointException damage =
          new CheckpointException(
              Text.format("%s is damaged: %s", NAME, CheckpointException.innermost(e)), e);
      throw new IllegalArgumentException(damage.getMessage(), damage);
    }
  }

  private static TrainerState read(byte[] bytes) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (bytes.length < HEADER || header.getInt() != MAGIC) {
      return read(bytes, inflate(bytes).length(), true);
    }
    requireVersion(header.getInt(), VERSION);
    Inflated declared = new Inflated(header.getLong(), header.getInt());
    byte[] deflated = Arrays.copyOfRange(bytes, HEADER, bytes.length);
    if (!inflate(deflated).equals(declared)) {
      throw new CheckpointException(NAME + " is damaged: its checksum is wrong");
    }
    return read(deflated, declared.length(), false);
  }

  /** Inflates to nowhere, to know what there is before anything is made of it. */
  private static Inflated inflate(byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    long length = 0;
    byte[] buffer = new byte[1 << 14];
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        crc.update(buffer, 0, count);
        length += count;
        Archive.requirePlausible(NAME, bytes.length, length);
      }
    }
    return new Inflated(length, (int) crc.getValue());
  }

  private static TrainerState read(byte[] bytes, long length, boolean isFirst) throws IOException {
    InputStream inflated = new InflaterInputStream(new ByteArrayInputStream(bytes));
    try (EntryInput in = new EntryInput(new BufferedInputStream(inflated), length, NAME)) {
      if (isFirst) {
        if (in.integer() != MAGIC) {
          throw new CheckpointException(NAME + " is damaged: it does not begin as one");
        }
        requireVersion(in.integer(), FIRST_VERSION);
      }
      long steps = in.whole();
      Map<String, List<INDArray>> feedback = readArrays(in);
      Map<String, List<INDArray>> moments = readArrays(in);
      Map<String, Long> beginnings = new TreeMap<>();
      int count = in.count(Short.BYTES + Long.BYTES);
      for (int k = 0; k < count; k++) {
        String name = in.text();
        beginnings.put(name, in.whole());
      }
      in.end();
      return new TrainerState(steps, feedback, moments, beginnings);
    }
  }

  private static void requireVersion(int version, int wanted) throws CheckpointException {
    if (version != wanted) {
      throw new CheckpointException(
          Text.format("%s must be of version %d, was %d", NAME, VERSION, version));
    }
  }

  private static void write(EntryOutput out, Map<String, List<INDArray>> arrays)
      throws IOException {
    out.integer(arrays.size());
    for (Map.Entry<String, List<INDArray>> entry : arrays.entrySet()) {
      out.text(entry.getKey());
      out.arrays(entry.getValue());
    }
  }

  private static Map<String, List<INDArray>> readArrays(EntryInput in) throws IOException {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    int count = in.count(Short.BYTES + Integer.BYTES);
    for (int k = 0; k < count; k++) {
      String name = in.text();
      // A guard that has no copy has no loss of it, and one that has seen a single step no reach.
      boolean isAny = name.equals(TrainerState.GUARD) || name.equals(TrainerState.WATCH);
      arrays.put(name, isAny ? in.anyArrays() : in.arrays());
    }
    return arrays;
  }
}
