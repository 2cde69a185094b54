package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class WorkspaceTest {

  private final Workspace workspace = new Workspace(DataType.FLOAT);

  @Test
  void aBufferIsMadeOnceForItsNameAndShape() {
    INDArray buffer = workspace.buffer("a", 2, 3);
    assertSame(buffer, workspace.buffer("a", 2, 3));
    assertNotSame(buffer, workspace.buffer("b", 2, 3));
    assertNotSame(buffer, workspace.scope("inner").buffer("a", 2, 3));
    assertSame(workspace.scope("inner"), workspace.scope("inner"));
    INDArray other = workspace.buffer("a", 3, 2);
    assertArrayEquals(new long[] {3, 2}, other.shape());
    assertEquals('f', other.ordering());
    assertEquals(DataType.FLOAT, other.dataType());
  }

  @Test
  void poisonReachesEveryScope() {
    INDArray outer = workspace.buffer("a", 2, 2).assign(1);
    INDArray inner = workspace.scope("x").scope("y").buffer("a", 2, 2).assign(1);
    workspace.poison();
    assertTrue(outer.isNaN().all());
    assertTrue(inner.isNaN().all());
  }
}
