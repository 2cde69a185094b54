package org.sdze.optimizer.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.common.util.ArrayUtil;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
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

    double tolerance = 1e-10 * Math.sqrt((double) credit.length());
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
