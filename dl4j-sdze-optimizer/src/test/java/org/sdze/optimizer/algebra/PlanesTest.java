package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.random.RandomKey;

class PlanesTest {

  private static INDArray maps(int key, DataType type, int... shape) {
    long planes = (long) shape[0] * shape[1];
    long size = (long) shape[2] * shape[3];
    return TestNetworks.gaussian(RandomKey.root(12).index(key), type, planes, size)
        .dup('c')
        .reshape('c', shape[0], shape[1], shape[2], shape[3]);
  }

  // Many planes a tile, one, and several tiles a plane; two threads.
  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1, DOUBLE",
    "5, 3, 4, 2, DOUBLE",
    "40, 7, 9, 11, FLOAT",
    "3, 2, 40, 40, DOUBLE",
    "2, 3, 64, 67, FLOAT"
  })
  void everyPlaneHasItsOwnNumbers(int rows, int channels, int height, int width, DataType type) {
    INDArray a = maps(0, type, rows, channels, height, width);
    INDArray b = maps(1, type, rows, channels, height, width);
    int planes = rows * channels;
    assertEquals(planes, Planes.count(a));
    double[] factors = new double[planes];
    double[] shifts = new double[planes];
    for (int k = 0; k < planes; k++) {
      factors[k] = 0.5 + k;
      shifts[k] = 3.0 * k - 1;
    }
    INDArray line = a.ulike();
    INDArray sum = b.dup('c');
    double[][][] sums = new double[1][][];
    Threads.pretend(
        2,
        () -> {
          Planes.line(a, factors, shifts, line);
          Planes.addLine(sum, a, factors, shifts);
          sums[0] = Planes.sums(a, b);
        });
    double[] x = numbers(a);
    double[] y = numbers(b);
    double[] lines = numbers(line);
    double[] added = numbers(sum);
    int size = height * width;
    double most = type == DataType.DOUBLE ? 1e-12 : 1e-5;
    for (int k = 0; k < planes; k++) {
      double first = 0;
      double second = 0;
      for (int i = k * size; i < (k + 1) * size; i++) {
        double expected = factors[k] * x[i] + shifts[k];
        double rounding = most * (1 + Math.abs(factors[k] * x[i]) + Math.abs(shifts[k]));
        assertEquals(expected, lines[i], rounding);
        assertEquals(y[i] + expected, added[i], rounding);
        first += x[i];
        second += x[i] * y[i];
      }
      assertEquals(first, sums[0][0][k], most * size);
      assertEquals(second, sums[0][1][k], most * size);
    }
  }

  private static double[] numbers(INDArray maps) {
    return HostArrays.copy(Nd4j.toFlattened('c', maps).reshape('f', maps.length(), 1));
  }
}
