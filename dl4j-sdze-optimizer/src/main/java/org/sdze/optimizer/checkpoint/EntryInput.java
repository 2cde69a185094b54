package org.sdze.optimizer.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UTFDataFormatException;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads what an {@link EntryOutput} has written. Every count and shape is held against the bytes
 * that are left before anything is made of that size, so that nothing takes more memory than a few
 * times its entry.
 */
public final class EntryInput implements Closeable {

  private final DataInputStream in;
  private final String name;
  private long left;

  /**
   * Reads a stream.
   *
   * @param length how many bytes it has
   * @param name of what is read, for the sentences
   */
  public EntryInput(InputStream in, long length, String name) {
    this.in = new DataInputStream(in);
    this.left = length;
    this.name = name;
  }

  /** A whole number of 32 bits. */
  public int integer() throws IOException {
    take(Integer.BYTES);
    return in.readInt();
  }

  /** A whole number of 64 bits. */
  public long whole() throws IOException {
    take(Long.BYTES);
    return in.readLong();
  }

  /** A number. */
  public double number() throws IOException {
    take(Double.BYTES);
    return in.readDouble();
  }

  /** Numbers, and how many. */
  public List<Double> numbers() throws IOException {
    List<Double> numbers = new ArrayList<>();
    for (int left = count(Double.BYTES); left > 0; left--) {
      numbers.add(number());
    }
    return numbers;
  }

  /** A text. */
  public String text() throws IOException {
    take(Short.BYTES);
    int length = in.readUnsignedShort();
    take(length);
    byte[] bytes = new byte[Short.BYTES + length];
    bytes[0] = (byte) (length >> 8);
    bytes[1] = (byte) length;
    in.readFully(bytes, Short.BYTES, length);
    try {
      return new DataInputStream(new ByteArrayInputStream(bytes)).readUTF();
    } catch (UTFDataFormatException e) {
      throw new CheckpointException(name + " is damaged: it holds a text that is none", e);
    }
  }

  /**
   * How many things follow.
   *
   * @param size the bytes that one of them takes at the least
   */
  public int count(int size) throws IOException {
    int count = integer();
    if (count < 0 || (long) count * size > left) {
      throw CheckpointException.of(
          "%s is damaged: it counts %d things where %d bytes are left", name, count, left);
    }
    return count;
  }

  /**
   * Matrices.
   *
   * @throws CheckpointException if one of them holds a number that is not finite
   */
  public List<INDArray> arrays() throws IOException {
    return arrays(true);
  }

  /** Matrices, whose numbers may be anything. */
  public List<INDArray> anyArrays() throws IOException {
    return arrays(false);
  }

  private List<INDArray> arrays(boolean mustBeFinite) throws IOException {
    int count = count(1 + 2 * Integer.BYTES);
    List<INDArray> arrays = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      arrays.add(array(k, mustBeFinite));
    }
    return arrays;
  }

  private INDArray array(int place, boolean mustBeFinite) throws IOException {
    take(1);
    boolean isDouble = in.readBoolean();
    int rows = integer();
    int columns = integer();
    long length = (long) rows * columns;
    int width = isDouble ? Double.BYTES : Float.BYTES;
    if (rows < 1 || columns < 1 || length > left / width) {
      throw CheckpointException.of(
          "%s is damaged: its array %d has the shape [%d, %d] where %d bytes are left",
          name, place, rows, columns, left);
    }
    take(length * width);
    DataType type = isDouble ? DataType.DOUBLE : DataType.FLOAT;
    INDArray array = Nd4j.createUninitialized(type, new long[] {rows, columns}, 'f');
    for (INDArray slice : EntryOutput.slices(array)) {
      double[] numbers = new double[Math.toIntExact(slice.length())];
      for (int k = 0; k < numbers.length; k++) {
        numbers[k] = isDouble ? in.readDouble() : in.readFloat();
        if (mustBeFinite && !Double.isFinite(numbers[k])) {
          throw CheckpointException.of(
              "%s holds a number that is not finite (%s, in its array %d): nothing can go on from it",
              name, numbers[k], place);
        }
      }
      slice.assign(Nd4j.create(numbers, slice.shape(), 'f'));
    }
    return array;
  }

  /** Checks that nothing is left. */
  public void end() throws IOException {
    if (left != 0) {
      throw CheckpointException.of("%s is damaged: %d bytes are left over", name, left);
    }
  }

  private void take(long bytes) throws IOException {
    if (bytes > left) {
      throw CheckpointException.of("%s is damaged: it ends too early", name);
    }
    left -= bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
