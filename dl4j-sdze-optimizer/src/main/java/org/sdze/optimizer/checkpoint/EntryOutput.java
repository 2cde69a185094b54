package org.sdze.optimizer.checkpoint;

import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.forward.HostArrays;

/** Writes what an {@link EntryInput} reads in the same order: numbers to their last bit. */
public final class EntryOutput {

  private static final long SLICE_NUMBERS = 1L << 22;

  private final Counted counted;
  private final DataOutputStream out;

  /** Writes into a stream, which is left open. */
  public EntryOutput(OutputStream out) {
    counted = new Counted(out);
    this.out = new DataOutputStream(counted);
  }

  /** A whole number of 32 bits. */
  public void integer(int value) throws IOException {
    out.writeInt(value);
  }

  /** A whole number of 64 bits. */
  public void whole(long value) throws IOException {
    out.writeLong(value);
  }

  /** A number. */
  public void number(double value) throws IOException {
    out.writeDouble(value);
  }

  /** Numbers, and how many. */
  public void numbers(List<Double> values) throws IOException {
    out.writeInt(values.size());
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  /** A text of at most 65,535 bytes. */
  public void text(String value) throws IOException {
    out.writeUTF(value);
  }

  /** Matrices, float or double. */
  public void arrays(List<INDArray> arrays) throws IOException {
    out.writeInt(arrays.size());
    for (INDArray array : arrays) {
      boolean isDouble = array.dataType() == DataType.DOUBLE;
      out.writeBoolean(isDouble);
      out.writeInt(array.rows());
      out.writeInt(array.columns());
      for (INDArray slice : slices(array)) {
        for (double number : HostArrays.copy(slice)) {
          if (isDouble) {
            out.writeDouble(number);
          } else {
            out.writeFloat((float) number);
          }
        }
      }
    }
  }

  /** Columns of a matrix as views, few enough at a time that their copy fits any heap. */
  static List<INDArray> slices(INDArray array) {
    if (array.length() <= SLICE_NUMBERS) {
      return List.of(array);
    }
    long columns = array.columns();
    long width = Math.max(1, SLICE_NUMBERS / array.rows());
    List<INDArray> slices = new ArrayList<>();
    for (long from = 0; from < columns; from += width) {
      slices.add(
          array.get(
              NDArrayIndex.all(), NDArrayIndex.interval(from, Math.min(columns, from + width))));
    }
    return slices;
  }

  /** How many bytes were written. */
  public long length() {
    return counted.length;
  }

  /** The CRC-32 of what was written. */
  public int crc() {
    return (int) counted.crc.getValue();
  }

  /** Passes on, and counts. */
  private static final class Counted extends FilterOutputStream {
    private final CRC32 crc = new CRC32();
    private long length;

    Counted(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      crc.update(b);
      length++;
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
      crc.update(bytes, offset, count);
      length += count;
    }
  }
}
