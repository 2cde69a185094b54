package org.sdze.optimizer.algebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.TestNetworks;
import org.sdze.optimizer.random.RandomKey;

/** That the products are right is shown where they are used, in {@code ConvolutionForwardTest}. */
class PatchesTest {

  private static INDArray gaussian(int key, DataType type, long... shape) {
    long length = ArrayUtil.prodLong(shape);
    return TestNetworks.gaussian(RandomKey.root(11).index(key), type, length, 1)
        .reshape('c', shape);
  }

  // Whole images, several of them together, lines of one; enough work for three threads.
  @ParameterizedTest
  @CsvSource({"40, 6, 5, 9", "9, 20, 19, 9", "3, 90, 80, 24"})
  void theBitsDoNotDependOnTheNumberOfThreads(int n, int height, int width, int channels) {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Patches patches =
          new Patches(
              channels,
              new Patches.Axis(height, 3, 1, 1, 1, height),
              new Patches.Axis(width, 3, 1, 1, 1, width),
              false);
      INDArray images = gaussian(0, type, n, channels, height, width);
      INDArray credit = gaussian(1, type, n, 4, height, width);
      INDArray weights = gaussian(2, type, 9L * channels + 1, 4).dup('f');
      INDArray own = gaussian(3, type, 9L * channels, n).dup('f');
      INDArray[][] results = new INDArray[2][];
      for (int k = 0; k < 2; k++) {
        INDArray maps = credit.ulike();
        INDArray tile = Nd4j.create(type, new long[] {9L * channels - 7, 4}, 'f');
        INDArray products = Nd4j.create(type, new long[] {n, 1, height, width}, 'c');
        Threads.pretend(
            1 + 2 * k,
            () -> {
              patches.multiply(images, weights, maps, 1 << 22);
              patches.gradient(images, credit, 0.5, 5, 9L * channels - 2, tile, 1 << 22);
              patches.multiplyEach(images, own, products, 1 << 22);
            });
        results[k] = new INDArray[] {maps, tile, products};
      }
      for (int k = 0; k < 3; k++) {
        assertTrue(results[0][k].norm2Number().doubleValue() > 1);
        assertEquals(results[0][k], results[1][k]);
      }
    }
  }

  @Test
  void whatDoesNotLieInOrderDoesNotSuit() {
    INDArray images = gaussian(0, DataType.FLOAT, 2, 3, 4, 5);
    assertTrue(Patches.suit(images, images.reshape('c', 2, 1, 12, 5)));
    assertFalse(Patches.suit(images, images.castTo(DataType.DOUBLE)));
    assertFalse(Patches.suit(images.castTo(DataType.FLOAT16)));
    assertFalse(Patches.suit(images.permute(0, 2, 3, 1)));
    assertFalse(Patches.suit(images.dup('f')));
    assertFalse(Patches.suit(images.reshape('c', 6, 20)));
  }
}
