package org.sdze.pinn.problem;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.forward.Workspace;

/**
 * Workspaces to be lent to one call each, so that an immutable solution can be asked by several
 * threads and still allocates nothing from its second call on. Thread-safe.
 */
final class BufferPool {

  private final Queue<Workspace> floats = new ConcurrentLinkedQueue<>();
  private final Queue<Workspace> doubles = new ConcurrentLinkedQueue<>();

  /** A workspace that nobody else holds until it is given back. */
  Workspace take(DataType dataType) {
    Workspace workspace = queue(dataType).poll();
    return workspace == null ? new Workspace(dataType) : workspace;
  }

  void giveBack(Workspace workspace) {
    queue(workspace.dataType()).add(workspace);
  }

  private Queue<Workspace> queue(DataType dataType) {
    return dataType == DataType.FLOAT ? floats : doubles;
  }
}
