package org.sdze.optimizer.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;

class SampleDifferencesTest {

  @ParameterizedTest
  @EnumSource(names = {"FLOAT", "DOUBLE"})
  void whatIsNoSlopeCountsAsNothing(DataType type) {
    double[] numbers = {1, Double.NaN, -2, Double.POSITIVE_INFINITY, -3e12, 1e11};
    INDArray slopes = SampleDifferences.slopes(column(numbers).castTo(type));
    assertEquals(type, slopes.dataType());
    assertArrayEquals(new double[] {1, 0, -2, 0, 0, 1e11}, HostArrays.copy(slopes), 1e4);
    assertArrayEquals(
        new double[] {0, 0.5}, HostArrays.copy(SampleDifferences.slopes(column(Double.NaN, 0.5))));
    assertArrayEquals(
        new double[] {-4, 0.5}, HostArrays.copy(SampleDifferences.slopes(column(-4, 0.5))));
  }

  private static INDArray column(double... numbers) {
    return Nd4j.create(numbers, new long[] {numbers.length, 1}, 'f');
  }
}
