package org.sdze.optimizer.forward;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.convolution.Convolution;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.Patches;
import org.sdze.optimizer.algebra.Products;

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
 * @param memory bounds the patches that are laid out at a time
 */
public record ConvolutionForward(
    int kernelHeight, int kernelWidth, Window window, boolean isKernelFirst, StepMemory memory)
    implements LinearMap {

  // Numbers in the patches that ND4J lays out at a time.
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
  public boolean fits(INDArray input, INDArray weights) {
    boolean isLast = window.isChannelsLast();
    int channels = isLast ? input.rank() - 1 : 1;
    int lines = isLast ? 1 : 2;
    return (input.rank() == 3 ? kernelWidth == 1 : input.rank() == 4)
        && input.size(channels) * kernelHeight * kernelWidth == weights.rows()
        && places(input.size(lines), vertical()) > 0
        && (input.rank() == 3 || places(input.size(lines + 1), horizontal()) > 0);
  }

  @Override
  public INDArray values(INDArray input, INDArray weights, @Nullable INDArray bias) {
    INDArray images = channelsFirst(input);
    long height = places(images.size(2), vertical());
    long width = places(images.size(3), horizontal());
    long[] shape = {images.size(0), weights.columns(), height, width};
    INDArray maps = Nd4j.createUninitialized(images.dataType(), shape, 'c');
    INDArray read = inOrder(images);
    if (Patches.suit(read, maps)) {
      // As large as the weights, and made at every evaluation: they must not pile up.
      INDArray stacked = bias == null ? weights.dup('f') : Nd4j.vstack(weights, bias);
      INDArray rows = stacked.ordering() == 'f' ? stacked : stacked.dup('f');
      inMemory(read, height, width).multiply(read, rows, maps, laidOut(read));
      Release.of(rows, stacked);
      if (read != images) {
        Release.of(read);
      }
    } else {
      valuesByParts(images, weights, bias, maps);
    }
    INDArray arranged =
        input.rank() == 4 ? maps : maps.reshape('c', maps.size(0), maps.size(1), maps.size(2));
    if (!window.isChannelsLast()) {
      return arranged;
    }
    return input.rank() == 4
        ? arranged.permute(0, 2, 3, 1).dup('c')
        : arranged.permute(0, 2, 1).dup('c');
  }

  /** The same by operations of ND4J: what processors and others must agree with. */
  void valuesByParts(INDArray images, INDArray weights, @Nullable INDArray bias, INDArray maps) {
    long width = maps.size(3);
    eachPart(
        images,
        maps.size(2),
        width,
        (part, patches) -> {
          INDArray product = patches.mmul(weights);
          if (bias != null) {
            product.addiRowVector(bias);
          }
          long lines = part.bottom() - part.top();
          long[] perPixel = {part.last() - part.first(), lines, width, weights.columns()};
          part.of(maps).assign(product.dup('c').reshape('c', perPixel).permute(0, 3, 1, 2));
        });
  }

  @Override
  public void weights(
      INDArray input, INDArray credit, double scale, long from, long to, INDArray tile) {
    INDArray maps = channelsFirst(credit);
    INDArray images = inOrder(channelsFirst(input));
    INDArray read = inOrder(maps);
    if (Patches.suit(images, read)) {
      inMemory(images, maps.size(2), maps.size(3))
          .gradient(images, read, scale, from, to, tile, laidOut(images));
    } else {
      weightsByParts(images, maps, scale, from, to, tile);
    }
  }

  /** The same by operations of ND4J. */
  void weightsByParts(
      INDArray images, INDArray maps, double scale, long from, long to, INDArray tile) {
    eachPart(
        images,
        maps.size(2),
        maps.size(3),
        (part, patches) -> {
          INDArray columns =
              from == 0 && to == patches.columns()
                  ? patches
                  : patches.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to)).dup('f');
          INDArray credits = part.of(maps).permute(0, 2, 3, 1).dup('c');
          INDArray perPixel = credits.reshape('c', patches.rows(), maps.size(1));
          double others = part.first() + part.top() == 0 ? 0 : 1;
          Products.gemm(columns, perPixel, tile, true, false, scale, others);
          Release.of(columns, credits);
        });
  }

  /**
   * f(x) u at every place of every sample. A sample of its own weights, W + u vᵀ, has z + (f(x) u)
   * vᵀ at each of them.
   *
   * @param input x, as the layer received it
   * @param inputs u, a row a sample, {@code [n, inputs of the weights]}
   * @param shape of the layer's pre-activations
   * @return {@code [n, places]}
   */
  public INDArray along(INDArray input, INDArray inputs, long[] shape) {
    long height = shape[window.isChannelsLast() ? 1 : 2];
    long width = shape.length == 3 ? 1 : shape[window.isChannelsLast() ? 2 : 3];
    INDArray places =
        Nd4j.createUninitialized(inputs.dataType(), new long[] {shape[0], height * width}, 'c');
    INDArray images = inOrder(channelsFirst(input));
    INDArray products = places.reshape('c', shape[0], 1, height, width);
    if (Patches.suit(images, products)) {
      INDArray own = inputs.dup('c').transpose();
      inMemory(images, height, width).multiplyEach(images, own, products, laidOut(images));
    } else {
      alongByParts(images, inputs, height, width, places);
    }
    return places;
  }

  /** The same by operations of ND4J. */
  void alongByParts(INDArray images, INDArray inputs, long height, long width, INDArray places) {
    eachPart(
        images,
        height,
        width,
        (part, patches) -> {
          long samples = part.last() - part.first();
          INDArray each = patches.reshape('c', samples, patches.rows() / samples, -1);
          INDArray own =
              inputs
                  .get(NDArrayIndex.interval(part.first(), part.last()), NDArrayIndex.all())
                  .dup('c')
                  .reshape('c', samples, 1, inputs.columns());
          INDArray products = each.mul(own);
          places
              .get(
                  NDArrayIndex.interval(part.first(), part.last()),
                  NDArrayIndex.interval(part.top() * width, part.bottom() * width))
              .assign(products.sum(2));
          Release.of(products);
        });
  }

  /**
   * A number of each place times v, of the shape of the layer's pre-activations.
   *
   * @param places {@code [n, places]}
   * @param outputs v, a row a sample, {@code [n, outputs]}
   * @param shape of the layer's pre-activations
   */
  public INDArray spread(INDArray places, INDArray outputs, long[] shape) {
    INDArray product =
        window.isChannelsLast()
            ? places
                .reshape('c', places.rows(), places.columns(), 1)
                .mul(outputs.reshape('c', outputs.rows(), 1, outputs.columns()))
            : outputs
                .reshape('c', outputs.rows(), outputs.columns(), 1)
                .mul(places.reshape('c', places.rows(), 1, places.columns()));
    return product.reshape('c', shape);
  }

  /** An array as {@link Patches} read it. */
  private static INDArray inOrder(INDArray array) {
    return Patches.suit(array) ? array : array.dup('c');
  }

  /** Numbers of patches of a thread. */
  private long laidOut(INDArray images) {
    return memory.atMost(PATCH_NUMBERS, images.dataType());
  }

  private Patches inMemory(INDArray images, long height, long width) {
    return new Patches(
        (int) images.size(1),
        axis(images.size(2), vertical(), height),
        axis(images.size(3), horizontal(), width),
        isKernelFirst);
  }

  private Patches.Axis axis(long size, Side side, long places) {
    int before = padding(size, side, places);
    return new Patches.Axis(
        (int) size, side.kernel(), side.stride(), before, side.dilation(), (int) places);
  }

  /** The zeros before an image. */
  private int padding(long size, Side side, long places) {
    long missing = (places - 1) * side.stride() + side.reach() - size;
    return window.isSame() ? (int) Math.max(0, missing / 2) : side.pad();
  }

  /** One side of the window. */
  private record Side(int kernel, int stride, int pad, int dilation) {
    /** Pixels from the first to the last that a patch sees. */
    long reach() {
      return (kernel - 1L) * dilation + 1;
    }
  }

  private Side vertical() {
    return new Side(
        kernelHeight, window.strideHeight(), window.padHeight(), window.dilationHeight());
  }

  private Side horizontal() {
    return new Side(kernelWidth, window.strideWidth(), window.padWidth(), window.dilationWidth());
  }

  /** How many patches lie along a side; 0 or less where the image is too small. */
  private long places(long size, Side side) {
    if (window.isSame()) {
      return (size + side.stride() - 1) / side.stride();
    }
    long room = size + 2L * side.pad() - side.reach();
    return room < 0 ? 0 : room / side.stride() + 1;
  }

  /** What is done with patches, {@code [samples · lines · width', channels · kh · kw]}. */
  private interface PartTask {
    void run(Part part, INDArray patches);
  }

  /** Lays out all patches, one part after another. */
  private void eachPart(INDArray images, long height, long width, PartTask task) {
    long batch = images.size(0);
    long columns = images.size(1) * kernelHeight * kernelWidth;
    long perLine = columns * width;
    long numbers = memory.atMost(PATCH_NUMBERS, images.dataType());
    long chunk = Math.max(1, Math.min(batch, numbers / (perLine * height)));
    long band = Math.max(1, Math.min(height, numbers / (perLine * chunk)));
    int[] pad = {
      padding(images.size(2), vertical(), height), padding(images.size(3), horizontal(), width)
    };
    for (long first = 0; first < batch; first += chunk) {
      for (long top = 0; top < height; top += band) {
        Part part =
            new Part(first, Math.min(batch, first + chunk), top, Math.min(height, top + band));
        INDArray laidOut = patches(images, part, width, pad);
        task.run(part, laidOut.reshape('c', laidOut.length() / columns, columns));
        Release.of(laidOut);
      }
    }
  }

  /** Some samples, and some lines of their maps. */
  private record Part(long first, long last, long top, long bottom) {
    INDArray of(INDArray maps) {
      return first == 0 && last == maps.size(0) && top == 0 && bottom == maps.size(2)
          ? maps
          : maps.get(
              NDArrayIndex.interval(first, last),
              NDArrayIndex.all(),
              NDArrayIndex.interval(top, bottom),
              NDArrayIndex.all());
    }
  }

  @Override
  public INDArray bias(INDArray credit, double scale) {
    INDArray maps = channelsFirst(credit);
    return maps.sum(0, 2, 3).reshape('f', 1, maps.size(1)).muli(scale);
  }

  /**
   * The patches behind a part of the maps, {@code [samples, lines, width', channels, kh, kw]} or
   * with the channels last.
   *
   * @param pad above and to the left of the images
   */
  private INDArray patches(INDArray images, Part part, long outWidth, int[] pad) {
    long samples = part.last() - part.first();
    long lines = part.bottom() - part.top();
    long channels = images.size(1);
    long[] shape =
        isKernelFirst
            ? new long[] {samples, lines, outWidth, kernelHeight, kernelWidth, channels}
            : new long[] {samples, lines, outWidth, channels, kernelHeight, kernelWidth};
    INDArray columns = Nd4j.createUninitialized(images.dataType(), shape, 'c');
    INDArray seen = seen(images, part, outWidth, pad);
    Convolution.im2col(
        seen,
        kernelHeight,
        kernelWidth,
        window.strideHeight(),
        window.strideWidth(),
        0,
        0,
        window.dilationHeight(),
        window.dilationWidth(),
        false,
        isKernelFirst ? columns.permute(0, 5, 3, 4, 1, 2) : columns.permute(0, 3, 4, 5, 1, 2));
    Release.of(seen);
    return columns;
  }

  /** What the kernel sees of the images behind a part of the maps, padding included. */
  private INDArray seen(INDArray images, Part part, long outWidth, int[] pad) {
    long top = part.top() * window.strideHeight() - pad[0];
    long bottom = (part.bottom() - 1) * window.strideHeight() - pad[0] + vertical().reach();
    long width = (outWidth - 1) * window.strideWidth() + horizontal().reach();
    long from = Math.max(0, top);
    long to = Math.min(images.size(2), bottom);
    long columns = Math.min(images.size(3), width - pad[1]);
    INDArray seen =
        Nd4j.create(
            images.dataType(),
            new long[] {part.last() - part.first(), images.size(1), bottom - top, width},
            'c');
    INDArray inside =
        seen.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(from - top, to - top),
            NDArrayIndex.interval(pad[1], pad[1] + columns));
    INDArray lines = new Part(part.first(), part.last(), from, to).of(images);
    inside.assign(
        columns == images.size(3)
            ? lines
            : lines.get(
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.interval(0, columns)));
    return seen;
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
