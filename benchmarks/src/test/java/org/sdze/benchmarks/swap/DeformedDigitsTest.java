package org.sdze.benchmarks.swap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.examples.data.Digits;
import org.sdze.optimizer.random.RandomKey;

class DeformedDigitsTest {

  private static final RandomKey KEY = RandomKey.root(5);

  @Test
  void imagesAreOfTheSizeAndClassesThatWereAskedFor() {
    for (int side : new int[] {14, 28}) {
      Split split = DeformedDigits.split(side, 100, 50, KEY);
      assertEquals(100, split.training().count());
      assertEquals(50, split.test().count());
      DataSet all = split.training().batches(100).get(0);
      assertArrayEquals(new long[] {100, (long) side * side}, all.getFeatures().shape());
      assertTrue(all.getFeatures().minNumber().doubleValue() >= 0);
      assertEquals(1, all.getFeatures().maxNumber().doubleValue(), 0.1);
      INDArray perClass = all.getLabels().sum(0);
      assertEquals(10, perClass.minNumber().doubleValue());
      assertEquals(10, perClass.maxNumber().doubleValue());
    }
  }

  @Test
  void imagesDependOnTheKeyAndOnNothingElse() {
    DataSet originals = Digits.load().training();
    float[][] images = DeformedDigits.pixels(originals, 14, 20, KEY);
    assertArrayEquals(images, DeformedDigits.pixels(originals, 14, 20, KEY));
    float[][] others = DeformedDigits.pixels(originals, 14, 20, RandomKey.root(6));
    for (int i = 0; i < 20; i++) {
      assertNotEquals(Arrays.toString(images[i]), Arrays.toString(others[i]));
    }
  }

  /** 300 originals for the test alone, of which the images to test on are made. */
  @Test
  void testImagesStemFromOtherOriginals() {
    Digits digits = Digits.load();
    Set<String> originals = new HashSet<>();
    for (float[] row : digits.training().getFeatures().toFloatMatrix()) {
      originals.add(Arrays.toString(row));
    }
    for (float[] row : digits.test().getFeatures().toFloatMatrix()) {
      assertTrue(originals.add(Arrays.toString(row)));
    }
    Split split = DeformedDigits.split(14, 30, 30, KEY);
    assertEquals(
        DeformedDigits.images(digits.test(), 14, 30, KEY.index(1)).batches(30).get(0).getFeatures(),
        split.test().batches(30).get(0).getFeatures());
    assertEquals(
        DeformedDigits.images(digits.training(), 14, 30, KEY.index(0))
            .batches(30)
            .get(0)
            .getFeatures(),
        split.training().batches(30).get(0).getFeatures());
  }

  /** The nearest of the classes' mean images: 0.1 by chance, 0.9 for the originals themselves. */
  @Test
  void imagesLookLikeTheirClass() {
    Split split = DeformedDigits.split(28, 1_000, 500, KEY);
    float[][] training = split.training().batches(1_000).get(0).getFeatures().toFloatMatrix();
    float[][] means = new float[10][784];
    for (int i = 0; i < training.length; i++) {
      for (int k = 0; k < 784; k++) {
        means[i % 10][k] += training[i][k] / 100;
      }
    }
    float[][] test = split.test().batches(500).get(0).getFeatures().toFloatMatrix();
    int hits = 0;
    for (int i = 0; i < test.length; i++) {
      int nearest = 0;
      for (int c = 1; c < 10; c++) {
        if (distance(test[i], means[c]) < distance(test[i], means[nearest])) {
          nearest = c;
        }
      }
      hits += nearest == i % 10 ? 1 : 0;
    }
    assertTrue(hits > 300, hits + " of 500");
  }

  private static double distance(float[] one, float[] other) {
    double sum = 0;
    for (int k = 0; k < one.length; k++) {
      sum += (one[k] - other[k]) * (one[k] - other[k]);
    }
    return sum;
  }
}
