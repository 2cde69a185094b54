package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.convolution.Convolution;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A convolution over images {@code [batch, channels, height, width]}, seen as a matrix product of
 * their patches: z {@code [batch, out, height', width']}, W {@code [channels·kh·kw, out]}.
 *
 * <p>Sequences {@code [batch, channels, time]} are images of width 1.
 *
 * @param kernelHeight kh
 * @param kernelWidth kw
 * @param window where the patches lie
 * @param isKernelFirst whether row (k, c) of W belongs to kernel position k and channel c, instead
 *     of (c, k): so are the weights of DL4J's sequence convolutions laid out (1.0.0-M2.1)
 */
public record ConvolutionForward(
    int kernelHeight, int kernelWidth, Window window, boolean isKernelFirst) implements LinearUse {

  // Numbers in the patches that are laid out at a time.
  private static final long PATCH_NUMBERS = 1 << 22;

  /**
   * Where the patches of an image lie.
   *
   * @param isSame whether the image is padded so that the output has its size over the stride
   * @param isChannelsLast whether images are {@code [batch, height, width, channels]}
   */
  public record Window(
      int strideHeight,
      int strideWidth,
      int padHeight,
      int padWidth,
      int dilationHeight,
      int dilationWidth,
      boolean isSame,
      boolean isChannelsLast) {}

  @Override
  public void weights(
      INDArray input, INDArray credit, double scale, long from, long to, INDArray tile) {
    INDArray images = channelsFirst(input);
    INDArray maps = channelsFirst(credit);
    long batch = images.size(0);
    long channels = images.size(1);
    long rows = channels * kernelHeight * kernelWidth;
    long out = maps.size(1);
    long pixels = maps.size(2) * maps.size(3);
    long chunk = Math.max(1, Math.min(batch, PATCH_NUMBERS / (rows * pixels)));
    for (long first = 0; first < batch; first += chunk) {
      long last = Math.min(batch, first + chunk);
      INDArray patches = patches(part(images, first, last), maps.size(2), maps.size(3));
      INDArray columns =
          from == 0 && to == rows
              ? patches
              : patches.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
      INDArray credits = part(maps, first, last).permute(0, 2, 3, 1).dup('c');
      INDArray perPixel = credits.reshape('c', (last - first) * pixels, out);
      Nd4j.gemm(columns, perPixel, tile, true, false, scale, first == 0 ? 0 : 1);
      Release.of(columns, patches, credits);
    }
  }

  @Override
  public INDArray bias(INDArray credit, double scale) {
    INDArray maps = channelsFirst(credit);
    return maps.sum(0, 2, 3).reshape('f', 1, maps.size(1)).muli(scale);
  }

  /** Patches as rows {@code [batch·height'·width', channels·kh·kw]}. */
  private INDArray patches(INDArray images, long outHeight, long outWidth) {
    long batch = images.size(0);
    long channels = images.size(1);
    long[] shape =
        isKernelFirst
            ? new long[] {batch, outHeight, outWidth, kernelHeight, kernelWidth, channels}
            : new long[] {batch, outHeight, outWidth, channels, kernelHeight, kernelWidth};
    INDArray columns = Nd4j.createUninitialized(images.dataType(), shape, 'c');
    int[] pad = padding(images, outHeight, outWidth);
    Convolution.im2col(
        images,
        kernelHeight,
        kernelWidth,
        window.strideHeight(),
        window.strideWidth(),
        pad[0],
        pad[1],
        window.dilationHeight(),
        window.dilationWidth(),
        window.isSame(),
        isKernelFirst ? columns.permute(0, 5, 3, 4, 1, 2) : columns.permute(0, 3, 4, 5, 1, 2));
    return columns.reshape(
        'c', batch * outHeight * outWidth, channels * kernelHeight * kernelWidth);
  }

  private int[] padding(INDArray images, long outHeight, long outWidth) {
    if (!window.isSame()) {
      return new int[] {window.padHeight(), window.padWidth()};
    }
    long height = (kernelHeight - 1L) * window.dilationHeight() + 1;
    long width = (kernelWidth - 1L) * window.dilationWidth() + 1;
    long top = (outHeight - 1) * window.strideHeight() + height - images.size(2);
    long left = (outWidth - 1) * window.strideWidth() + width - images.size(3);
    return new int[] {(int) Math.max(0, top / 2), (int) Math.max(0, left / 2)};
  }

  private static INDArray part(INDArray images, long first, long last) {
    return first == 0 && last == images.size(0)
        ? images
        : images.get(
            NDArrayIndex.interval(first, last),
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.all());
  }

  /** {@code [batch, channels, height, width]}, whatever the arrangement. */
  private INDArray channelsFirst(INDArray images) {
    if (images.rank() == 3) {
      INDArray sequence = window.isChannelsLast() ? images.permute(0, 2, 1).dup('c') : images;
      return sequence.reshape(
          sequence.ordering(), sequence.size(0), sequence.size(1), sequence.size(2), 1);
    }
    return window.isChannelsLast() ? images.permute(0, 3, 1, 2).dup('c') : images;
  }
}
