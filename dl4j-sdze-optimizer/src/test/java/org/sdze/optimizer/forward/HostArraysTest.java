package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class HostArraysTest {

  private static final double[][] ROWS = {{1, 2, 3}, {4, 5, 6}};
  private static final double[] COLUMNS = {1, 4, 2, 5, 3, 6};

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void copiesAreInOrderOfTheColumnsWhateverTheLayout(DataType type) {
    INDArray matrix = Nd4j.create(ROWS).castTo(type);
    INDArray wide = Nd4j.create(type, 2, 5).assign(9);
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4));
    view.assign(matrix);
    for (INDArray layout : new INDArray[] {matrix.dup('c'), matrix.dup('f'), view}) {
      assertArrayEquals(COLUMNS, HostArrays.copy(layout));
      assertArrayEquals(ROWS, HostArrays.rows(layout));
    }
  }

  @Test
  void aContiguousViewInTheMiddleOfABufferIsReadFromItsOwnBeginning() {
    INDArray wide = Nd4j.createUninitialized(DataType.DOUBLE, new long[] {2, 5}, 'f').assign(9);
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 4));
    view.assign(7);
    assertArrayEquals(new double[] {7, 7, 7, 7}, HostArrays.copy(view));
  }

  @Test
  void otherTypesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> HostArrays.copy(Nd4j.create(new double[2][2]).castTo(DataType.INT32)));
  }
}
