package org.sdze.optimizer.forward;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * Named buffers that are made once and used again in every step, because fresh arrays cost page
 * faults. A buffer holds garbage on entry. Owned by one thread; not closed by hand, since ND4J
 * frees an array with its last reference.
 */
public final class Workspace {

  private final DataType dataType;
  private final Map<String, INDArray> buffers = new HashMap<>();
  private final Map<String, Workspace> scopes = new HashMap<>();

  /** An empty workspace whose buffers are of {@code dataType}. */
  public Workspace(DataType dataType) {
    this.dataType = dataType;
  }

  /** The type of all buffers. */
  public DataType dataType() {
    return dataType;
  }

  /** A workspace within this one, with names of its own. */
  public Workspace scope(String name) {
    return scopes.computeIfAbsent(name, key -> new Workspace(dataType));
  }

  /** The buffer of that name, 'f' order; remade where its shape has changed. */
  public INDArray buffer(String name, long... shape) {
    INDArray buffer = buffers.get(name);
    if (buffer == null || !Arrays.equals(buffer.shape(), shape)) {
      buffer = ScratchMemory.lasting(() -> Nd4j.createUninitialized(dataType, shape, 'f'));
      buffers.put(name, buffer);
    }
    return buffer;
  }

  /** A buffer named after its shape, for parts of which only the last is smaller. */
  public INDArray tile(long rows, long columns) {
    return buffer(rows + " x " + columns, rows, columns);
  }

  /** Overwrites every buffer, so that a test notices a kernel that reads before it writes. */
  public void poison() {
    buffers.values().forEach(buffer -> buffer.assign(Double.NaN));
    scopes.values().forEach(Workspace::poison);
  }
}
