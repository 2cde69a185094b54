package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.random.KeyedDraws;
import org.sdze.optimizer.random.RandomKey;

class ConvolutionForwardTest {

  private static final int IN = 3;
  private static final int OUT = 2;

  // The last two need more patches than are laid out at a time: lines of one image, and images.
  @ParameterizedTest
  @CsvSource({
    "2, 9, 8, 3, 1, 0, 1, false",
    "2, 9, 8, 3, 2, 1, 1, false",
    "2, 9, 8, 2, 1, 0, 2, false",
    "2, 9, 8, 3, 1, 0, 1, true",
    "2, 9, 8, 4, 2, 0, 1, true",
    "1, 460, 400, 5, 1, 2, 1, false",
    "1, 460, 401, 5, 2, 0, 1, true",
    "40, 60, 50, 7, 1, 3, 1, false",
  })
  void gradientIsTheSumOverAllPositionsOfTheKernel(
      int batch,
      int height,
      int width,
      int kernel,
      int stride,
      int padding,
      int dilation,
      boolean isSame) {
    ConvolutionForward.Window window =
        new ConvolutionForward.Window(
            stride, stride, padding, padding, dilation, dilation, isSame, false);
    ConvolutionForward use =
        new ConvolutionForward(kernel, kernel, window, false, StepMemory.UNLIMITED);
    int outHeight = outputs(height, kernel, stride, padding, dilation, isSame);
    int outWidth = outputs(width, kernel, stride, padding, dilation, isSame);
    INDArray images = gaussian(0, batch, IN, height, width);
    INDArray credit = gaussian(1, batch, OUT, outHeight, outWidth);

    int rows = IN * kernel * kernel;
    INDArray gradient = Nd4j.create(DataType.DOUBLE, new long[] {rows, OUT}, 'f');
    use.weights(images, credit, 0.5, 0, rows, gradient);
    INDArray inBands = gradient.ulike();
    new ConvolutionForward(kernel, kernel, window, false, new StepMemory(1 << 14))
        .weights(images, credit, 0.5, 0, rows, inBands);
    assertEquals(0, inBands.distance2(gradient), 1e-10 * credit.norm2Number().doubleValue());

    INDArray byParts = gradient.ulike();
    use.weightsByParts(images, credit, 0.5, 0, rows, byParts);
    assertEquals(0, byParts.distance2(gradient), 1e-12 * byParts.norm2Number().doubleValue());

    double tolerance = 1e-10 * Math.sqrt((double) credit.length());
    valuesAreTheSameByParts(use, images, credit.shape());
    movesOfOwnWeightsHaveTheirPartOfTheGradient(use, images, credit);
    long lastLine = (outHeight - 1L) * stride + 1;
    long lastColumn = (outWidth - 1L) * stride + 1;
    int reach = (kernel - 1) * dilation + 1;
    int top = isSame ? Math.max(0, (outHeight - 1) * stride + reach - height) / 2 : padding;
    int left = isSame ? Math.max(0, (outWidth - 1) * stride + reach - width) / 2 : padding;
    INDArray padded =
        Nd4j.zeros(DataType.DOUBLE, batch, IN, height + 2L * kernel, width + 2L * kernel);
    padded
        .get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(top, top + height),
            NDArrayIndex.interval(left, left + width))
        .assign(images);
    for (int channel = 0; channel < IN; channel++) {
      for (int y = 0; y < kernel; y++) {
        for (int x = 0; x < kernel; x++) {
          long down = (long) y * dilation;
          long right = (long) x * dilation;
          INDArray seen =
              padded.get(
                  NDArrayIndex.all(),
                  NDArrayIndex.point(channel),
                  NDArrayIndex.interval(down, stride, down + lastLine),
                  NDArrayIndex.interval(right, stride, right + lastColumn));
          for (int out = 0; out < OUT; out++) {
            INDArray map = credit.get(NDArrayIndex.all(), NDArrayIndex.point(out));
            double expected = 0.5 * seen.mul(map).sumNumber().doubleValue();
            assertEquals(
                expected, gradient.getDouble((channel * kernel + y) * kernel + x, out), tolerance);
          }
        }
      }
    }

    INDArray tile = Nd4j.create(DataType.DOUBLE, new long[] {4, OUT}, 'f');
    use.weights(images, credit, 0.5, 3, 7, tile);
    INDArray part = gradient.get(NDArrayIndex.interval(3, 7), NDArrayIndex.all());
    assertEquals(0, part.sub(tile).normmaxNumber().doubleValue(), tolerance);
  }

  /** What tells the gradient right, δ · z = W · (its gradient), tells the values right as well. */
  private static void valuesAreTheSameByParts(
      ConvolutionForward use, INDArray images, long[] shape) {
    INDArray weights = gaussian(4, (long) IN * use.kernelHeight() * use.kernelWidth(), OUT);
    INDArray bias = gaussian(5, 1, OUT);
    INDArray byParts = Nd4j.create(DataType.DOUBLE, shape, 'c');
    assertTrue(use.fits(images, weights));
    for (INDArray added : new INDArray[] {null, bias}) {
      use.valuesByParts(images, weights, added, byParts);
      INDArray values = use.values(images, weights, added);
      assertArrayEquals(shape, values.shape());
      assertEquals(0, values.distance2(byParts), 1e-12 * byParts.norm2Number().doubleValue());
      INDArray inBands =
          new ConvolutionForward(
                  use.kernelHeight(),
                  use.kernelWidth(),
                  use.window(),
                  false,
                  new StepMemory(1 << 14))
              .values(images, weights, added);
      assertEquals(0, values.distance2(inBands), 1e-12 * byParts.norm2Number().doubleValue());
    }
  }

  @Test
  void inputsOfAnotherSizeDoNotFit() {
    ConvolutionForward use = threeByThree(false);
    INDArray weights = gaussian(4, IN * 9, OUT);
    assertTrue(use.fits(gaussian(0, 2, IN, 3, 3), weights));
    assertFalse(use.fits(gaussian(0, 2, IN + 1, 3, 3), weights));
    assertFalse(use.fits(gaussian(0, 2, IN, 2, 9), weights));
    assertFalse(use.fits(gaussian(0, 2, IN, 9, 2), weights));
    assertFalse(use.fits(gaussian(0, 2, IN, 9), weights));
    assertFalse(use.fits(gaussian(0, 2, IN), weights));
    assertTrue(threeByThree(true).fits(gaussian(0, 2, 3, 4, IN), weights));
  }

  /** δ · (f(x) u) vᵀ = uᵀ (f(x)ᵀ δ) v, sample by sample, whatever fits into memory. */
  private static void movesOfOwnWeightsHaveTheirPartOfTheGradient(
      ConvolutionForward use, INDArray images, INDArray credit) {
    int rows = IN * use.kernelHeight() * use.kernelWidth();
    INDArray u = gaussian(2, images.size(0), rows);
    INDArray v = gaussian(3, images.size(0), OUT);
    INDArray places = use.along(images, u, credit.shape());
    INDArray byParts = places.ulike();
    use.alongByParts(images, u, credit.size(2), credit.size(3), byParts);
    assertEquals(0, byParts.distance2(places), 1e-12 * places.norm2Number().doubleValue());
    INDArray inBands =
        new ConvolutionForward(
                use.kernelHeight(), use.kernelWidth(), use.window(), false, new StepMemory(1 << 14))
            .along(images, u, credit.shape());
    assertEquals(0, inBands.distance2(places), 1e-12 * places.norm2Number().doubleValue());
    INDArray move = use.spread(places, v, credit.shape());
    for (int i = 0; i < images.size(0); i++) {
      INDArrayIndex one = NDArrayIndex.interval(i, i + 1);
      INDArray own = Nd4j.create(DataType.DOUBLE, new long[] {rows, OUT}, 'f');
      use.weights(images.get(one).dup('c'), credit.get(one).dup('c'), 1, 0, rows, own);
      double expected =
          u.getRow(i, true).mmul(own).mmul(v.getRow(i, true).transpose()).getDouble(0);
      double scale = credit.get(one).norm2Number().doubleValue();
      assertEquals(
          expected,
          credit.get(one).mul(move.get(one)).sumNumber().doubleValue(),
          1e-10 * scale * scale);
    }
  }

  @Test
  void movesOfOwnWeightsAreTheSameWithChannelsLast() {
    ConvolutionForward first = threeByThree(false);
    ConvolutionForward last = threeByThree(true);
    INDArray images = gaussian(0, 2, IN, 6, 5);
    INDArray u = gaussian(2, 2, IN * 9);
    INDArray v = gaussian(3, 2, OUT);
    long[] shape = {2, OUT, 4, 3};
    INDArray places = first.along(images, u, shape);
    INDArray channelsLast = images.permute(0, 2, 3, 1).dup('c');
    assertEquals(places, last.along(channelsLast, u, new long[] {2, 4, 3, OUT}));
    assertEquals(
        first.spread(places, v, shape).permute(0, 2, 3, 1).dup('c'),
        last.spread(places, v, new long[] {2, 4, 3, OUT}));
  }

  private static ConvolutionForward threeByThree(boolean isChannelsLast) {
    return new ConvolutionForward(
        3,
        3,
        new ConvolutionForward.Window(1, 1, 0, 0, 1, 1, false, isChannelsLast),
        false,
        StepMemory.UNLIMITED);
  }

  private static int outputs(
      int size, int kernel, int stride, int padding, int dilation, boolean isSame) {
    int reach = (kernel - 1) * dilation + 1;
    return isSame ? (size + stride - 1) / stride : (size + 2 * padding - reach) / stride + 1;
  }

  private static INDArray gaussian(int index, long... shape) {
    long length = ArrayUtil.prodLong(shape);
    INDArray column = Nd4j.create(DataType.DOUBLE, new long[] {length, 1}, 'f');
    KeyedDraws.gaussian(RandomKey.root(7).index(index), column);
    return column.reshape('c', shape);
  }
}
