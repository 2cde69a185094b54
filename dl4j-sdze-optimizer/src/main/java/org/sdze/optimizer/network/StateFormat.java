package org.sdze.optimizer.network;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;

/**
 * A {@link TrainerState} as text, so that it can travel in a network's configuration: Base64 of
 * deflated numbers, arrays to their last bit.
 */
public final class StateFormat {

  private static final int MAGIC = 0x53445A45; // "SDZE"
  private static final int VERSION = 1;

  private StateFormat() {}

  /** The state as text. */
  public static String write(TrainerState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(MAGIC);
      out.writeInt(VERSION);
      out.writeLong(state.steps());
      write(out, state.feedback());
      write(out, state.moments());
      out.writeInt(state.beginnings().size());
      for (Map.Entry<String, Long> entry : new TreeMap<>(state.beginnings()).entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeLong(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * The state that a text holds.
   *
   * @throws IllegalArgumentException if it holds none, or one of another version
   */
  public static TrainerState read(String text) {
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes(text))))) {
      int magic = in.readInt();
      int version = in.readInt();
      if (magic != MAGIC || version != VERSION) {
        throw new IllegalArgumentException(
            "the state saved with the network must be of version %d, was %d"
                .formatted(VERSION, version));
      }
      long steps = in.readLong();
      Map<String, List<INDArray>> feedback = readArrays(in);
      Map<String, List<INDArray>> moments = readArrays(in);
      Map<String, Long> beginnings = new TreeMap<>();
      int count = in.readInt();
      for (int k = 0; k < count; k++) {
        String name = in.readUTF();
        beginnings.put(name, in.readLong());
      }
      return new TrainerState(steps, feedback, moments, beginnings);
    } catch (IOException | ArithmeticException e) {
      throw damaged(e);
    }
  }

  private static byte[] bytes(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private static IllegalArgumentException damaged(Exception cause) {
    return new IllegalArgumentException(
        "the state saved with the network is damaged: save the network again, or set a new updater",
        cause);
  }

  private static void write(DataOutputStream out, Map<String, List<INDArray>> arrays)
      throws IOException {
    out.writeInt(arrays.size());
    for (Map.Entry<String, List<INDArray>> entry : arrays.entrySet()) {
      out.writeUTF(entry.getKey());
      out.writeInt(entry.getValue().size());
      for (INDArray array : entry.getValue()) {
        write(out, array);
      }
    }
  }

  private static void write(DataOutputStream out, INDArray array) throws IOException {
    boolean isDouble = array.dataType() == DataType.DOUBLE;
    out.writeBoolean(isDouble);
    out.writeInt(array.rows());
    out.writeInt(array.columns());
    for (double number : HostArrays.copy(array)) {
      if (isDouble) {
        out.writeDouble(number);
      } else {
        out.writeFloat((float) number);
      }
    }
  }

  private static Map<String, List<INDArray>> readArrays(DataInputStream in) throws IOException {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    int count = in.readInt();
    for (int k = 0; k < count; k++) {
      String name = in.readUTF();
      int size = in.readInt();
      List<INDArray> list = new ArrayList<>();
      for (int j = 0; j < size; j++) {
        list.add(readArray(in));
      }
      arrays.put(name, list);
    }
    return arrays;
  }

  private static INDArray readArray(DataInputStream in) throws IOException {
    boolean isDouble = in.readBoolean();
    int rows = in.readInt();
    int columns = in.readInt();
    double[] numbers = new double[Math.multiplyExact(rows, columns)];
    for (int k = 0; k < numbers.length; k++) {
      numbers[k] = isDouble ? in.readDouble() : in.readFloat();
    }
    INDArray array = Nd4j.create(numbers, new long[] {rows, columns}, 'f');
    return isDouble ? array : array.castTo(DataType.FLOAT);
  }
}
