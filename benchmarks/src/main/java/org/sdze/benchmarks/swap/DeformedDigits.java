package org.sdze.benchmarks.swap;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.dataset.DataSet;
import org.sdze.examples.data.Digits;
import org.sdze.optimizer.random.RandomKey;

/**
 * Images in the place of MNIST's, drawn from the 8×8 handwritten digits that ship with the
 * examples: each is an original scaled up by bilinear interpolation, turned, sheared, stretched and
 * shifted a little, with light noise.
 *
 * <p>Like MNIST: the size, ten classes, grey values in [0, 1] with the digit in the middle five
 * sevenths of the image, many hands. Unlike it: strokes are blurred, classes are exactly as
 * frequent as each other, and images stem from 1,200 originals (300 others for the test). Figures
 * are to be compared with each other, not with MNIST's.
 */
final class DeformedDigits {

  static final int CLASSES = 10;

  private static final int SIDE = 8;
  private static final double MARGIN = 1.4; // 28 pixels for a digit of 20
  private static final double ROTATION = 0.15; // radians
  private static final double SHEAR = 0.15;
  private static final double STRETCH = 0.08;
  private static final double SHIFT = 0.03; // of the image's side
  private static final double NOISE = 0.03;

  private DeformedDigits() {}

  /**
   * Images to train on, of the digits' training part, and others, of their test part.
   *
   * @param side of an image in pixels; a row holds side · side of them
   * @param training how many
   * @param test how many
   */
  static Split split(int side, int training, int test, RandomKey key) {
    Digits digits = Digits.load();
    return new Split(
        images(digits.training(), side, training, key.index(0)),
        images(digits.test(), side, test, key.index(1)));
  }

  /** The same images as their own labels. */
  static Split ofThemselves(int side, int training, int test, RandomKey key) {
    Digits digits = Digits.load();
    float[][] train = pixels(digits.training(), side, training, key.index(0));
    float[][] rest = pixels(digits.test(), side, test, key.index(1));
    return new Split(Samples.ofRows(train, train), Samples.ofRows(rest, rest));
  }

  /** Image i is of the class i modulo ten. */
  static Samples images(DataSet originals, int side, int count, RandomKey key) {
    float[][] labels = new float[count][CLASSES];
    for (int i = 0; i < count; i++) {
      labels[i][i % CLASSES] = 1;
    }
    return Samples.ofRows(pixels(originals, side, count, key), labels);
  }

  static float[][] pixels(DataSet originals, int side, int count, RandomKey key) {
    List<List<float[]>> byClass = byClass(originals);
    float[][] images = new float[count][];
    for (int i = 0; i < count; i++) {
      List<float[]> its = byClass.get(i % CLASSES);
      UniformRandomProvider generator = key.index(i).generator();
      float[] original = its.get(generator.nextInt(its.size()));
      images[i] = deformed(original, side, ZigguratSampler.NormalizedGaussian.of(generator));
    }
    return images;
  }

  private static List<List<float[]>> byClass(DataSet originals) {
    List<List<float[]>> byClass = new ArrayList<>();
    for (int c = 0; c < CLASSES; c++) {
      byClass.add(new ArrayList<>());
    }
    float[][] pixels = originals.getFeatures().add(0.5).toFloatMatrix(); // they are centred
    int[] classes = originals.getLabels().argMax(1).toIntVector();
    for (int i = 0; i < classes.length; i++) {
      byClass.get(classes[i]).add(pixels[i]);
    }
    return byClass;
  }

  /** The original at the place from which a move of the plane takes it to each pixel. */
  private static float[] deformed(float[] original, int side, ContinuousSampler normal) {
    double angle = ROTATION * normal.sample();
    double shear = SHEAR * normal.sample();
    double width = MARGIN * Math.exp(STRETCH * normal.sample());
    double height = MARGIN * Math.exp(STRETCH * normal.sample());
    double right = SHIFT * normal.sample();
    double down = SHIFT * normal.sample();
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    float[] image = new float[side * side];
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        double u = (c + 0.5) / side - 0.5 - right;
        double v = (r + 0.5) / side - 0.5 - down;
        double x = width * (cos * u + sin * v + shear * v);
        double y = height * (cos * v - sin * u);
        double grey = at(original, SIDE * (x + 0.5) - 0.5, SIDE * (y + 0.5) - 0.5);
        image[r * side + c] = (float) Math.max(0, Math.min(1, grey + NOISE * normal.sample()));
      }
    }
    return image;
  }

  /** Between the four pixels around a point; black outside. */
  private static double at(float[] original, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double right = x - left;
    double bottom = y - top;
    return (1 - right) * (1 - bottom) * pixel(original, left, top)
        + right * (1 - bottom) * pixel(original, left + 1, top)
        + (1 - right) * bottom * pixel(original, left, top + 1)
        + right * bottom * pixel(original, left + 1, top + 1);
  }

  private static double pixel(float[] original, int column, int row) {
    boolean isInside = column >= 0 && column < SIDE && row >= 0 && row < SIDE;
    return isInside ? original[row * SIDE + column] : 0;
  }
}
