package org.sdze.optimizer.dl4j;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UTFDataFormatException;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.options.ArrayOptionsHelper;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.checkpoint.ArchiveStream;
import org.sdze.optimizer.checkpoint.CheckpointException;

/**
 * A row of numbers as {@code Nd4j.write} leaves it: two buffers, the array's description and its
 * numbers, each after a header of three fields (how it was kept, its length, its type).
 *
 * <p>{@code Nd4j.read} believes lengths, types and strides as they stand. Here they are held
 * against the bytes that there are, and it gets a description that was made here.
 */
final class SavedArray {

  private static final String MODE = "MIXED_DATA_TYPES";
  private static final Set<String> MODES = Set.of(MODE, "LONG_SHAPE");
  private static final Set<DataType> TYPES =
      Set.of(DataType.FLOAT, DataType.DOUBLE, DataType.FLOAT16, DataType.BFLOAT16);
  private static final int HIGHEST_RANK = 32; // ND4J's
  private static final int OTHERS = 4; // of a description: rank, options, stride, order

  private SavedArray() {}

  /**
   * Reads a row.
   *
   * @param size of the entry in bytes
   * @param name of the entry, for the sentences
   * @param objection to a length; null for none
   */
  static INDArray read(
      ArchiveStream in, long size, String name, LongFunction<@Nullable String> objection)
      throws IOException {
    try {
      DataInputStream data = new DataInputStream(in);
      long length = length(data, name);
      Header numbers = Header.read(data, name);
      if (!TYPES.contains(numbers.type)) {
        throw CheckpointException.of(
            "%s must hold float or double numbers, holds %s", name, numbers.type);
      }
      if (numbers.length != length) {
        throw CheckpointException.of(
            "%s is damaged: its shape has %d numbers, but %d follow", name, length, numbers.length);
      }
      String mistake = objection.apply(length);
      if (mistake != null) {
        throw CheckpointException.of("%s %s", name, mistake);
      }
      if ((size - in.count()) / numbers.type.width() != length
          || (size - in.count()) % numbers.type.width() != 0) {
        throw CheckpointException.of(
            "%s is damaged: %d bytes hold no %d numbers", name, size - in.count(), length);
      }
      return rest(in, length, numbers.type);
    } catch (EOFException | UTFDataFormatException e) {
      throw new CheckpointException(name + " is damaged: it ends too early", e);
    }
  }

  private static INDArray rest(ArchiveStream in, long length, DataType type) throws IOException {
    InputStream description = new ByteArrayInputStream(row(length, type));
    try {
      return Nd4j.read(
          new DataInputStream(new BufferedInputStream(new SequenceInputStream(description, in))));
    } catch (RuntimeException e) { // in which ND4J wraps those of the stream
      if (e.getCause() instanceof CheckpointException damage) {
        throw damage;
      }
      throw e;
    }
  }

  /** How many numbers the description speaks of. */
  private static long length(DataInputStream in, String name) throws IOException {
    Header header = Header.read(in, name);
    if (header.type != DataType.INT64
        || header.length <= OTHERS
        || header.length > OTHERS + 2 * HIGHEST_RANK) {
      throw CheckpointException.of(
          "%s is damaged: a shape of %d numbers of type %s", name, header.length, header.type);
    }
    long rank = in.readLong();
    if (header.length != OTHERS + 2 * rank) {
      throw CheckpointException.of("%s is damaged: a shape of rank %d", name, rank);
    }
    long length = 1;
    long longest = 1;
    for (int k = 0; k < rank; k++) {
      long side = in.readLong();
      if (side < 1 || side > Long.MAX_VALUE / length) {
        throw CheckpointException.of("%s is damaged: a side of %d", name, side);
      }
      length *= side;
      longest = Math.max(longest, side);
    }
    if (length != longest) {
      throw CheckpointException.of(
          "%s must hold a row, holds %d numbers of which the longest side has %d",
          name, length, longest);
    }
    for (int k = 0; k < rank + OTHERS - 1; k++) {
      in.readLong(); // strides and options, which are made anew
    }
    return length;
  }

  /** The beginning of a file with a row of so many numbers. */
  private static byte[] row(long length, DataType type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    long[] description = {
      2, 1, length, length, 1, ArrayOptionsHelper.setOptionBit(0L, type), 1, 'c'
    };
    out.writeUTF(MODE);
    out.writeLong(description.length);
    out.writeUTF(DataType.INT64.name());
    for (long each : description) {
      out.writeLong(each);
    }
    out.writeUTF(MODE);
    out.writeLong(length);
    out.writeUTF(type.name());
    return bytes.toByteArray();
  }

  /** What stands before a buffer's numbers. */
  private record Header(long length, DataType type) {

    static Header read(DataInputStream in, String name) throws IOException {
      String mode = in.readUTF();
      if (!MODES.contains(mode)) {
        throw CheckpointException.of(
            "%s is damaged, or in a form that DL4J wrote before 1.0.0-beta", name);
      }
      long length = in.readLong();
      String word = in.readUTF();
      for (DataType type : DataType.values()) {
        if (type.name().equals(word)) {
          return new Header(length, type);
        }
      }
      throw CheckpointException.of("%s is damaged: it holds numbers of no type", name);
    }
  }
}
