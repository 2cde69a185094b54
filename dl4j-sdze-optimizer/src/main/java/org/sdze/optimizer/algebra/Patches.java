package org.sdze.optimizer.algebra;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * The patches f(x) of images in main memory, {@code [places, channels · kh · kw]} an image, in
 * products of which only a few lines' patches are laid out at a time, by every thread its own: they
 * stay in its cache. The bits do not depend on the number of threads.
 *
 * <p>Images are {@code [n, channels, height, width]}, maps {@code [n, out, height', width']}, both
 * in 'c' order.
 *
 * @param isKernelFirst whether column (k, c) belongs to kernel position k and channel c, instead of
 *     (c, k)
 */
public record Patches(int channels, Axis lines, Axis pixels, boolean isKernelFirst) {

  /** Places that a product has at least, so that what it is multiplied with is worth reading. */
  private static final int PLACES = 128;

  /** Numbers of patches that stay in a core's second cache beside others. */
  private static final int CACHED = 1 << 17;

  /** Multiplications that take as long as laying a number out. */
  private static final int LAYING_OUT = 32;

  /**
   * Where patches lie along a side of an image.
   *
   * @param size of the image
   * @param kernel of the patches
   * @param before zeros before the image
   * @param places how many patches there are
   */
  public record Axis(int size, int kernel, int stride, int before, int dilation, int places) {

    private int source(int place, int k) {
      return place * stride + k * dilation - before;
    }

    /** The first place at which a position of the kernel sees the image. */
    private int first(int k) {
      int missing = Math.max(0, before - k * dilation);
      return Math.min(places, (missing + stride - 1) / stride);
    }

    /** Behind the last such place. */
    private int last(int k) {
      int room = size - 1 + before - k * dilation;
      return room < 0 ? first(k) : Math.max(first(k), Math.min(places, room / stride + 1));
    }
  }

  /** Whether images, or maps, lie so that products can be made of them here. */
  public static boolean suit(INDArray... arrays) {
    return Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
        && (arrays[0].dataType() == DataType.FLOAT || arrays[0].dataType() == DataType.DOUBLE)
        && Arrays.stream(arrays)
            .allMatch(
                array ->
                    array.dataType() == arrays[0].dataType()
                        && array.rank() == 4
                        && array.ordering() == 'c'
                        && isWithoutGaps(array));
  }

  private static boolean isWithoutGaps(INDArray array) {
    long step = 1;
    for (int k = array.rank() - 1; k >= 0; k--) {
      if (array.size(k) != 1 && array.stride(k) != step) {
        return false;
      }
      step *= array.size(k);
    }
    return true;
  }

  /** The columns of the patches of an image. */
  public int columns() {
    return channels * lines.kernel() * pixels.kernel();
  }

  /** Patches of an image. */
  private int places() {
    return lines.places() * pixels.places();
  }

  /**
   * f(x) W for every image.
   *
   * @param weights W, {@code [columns, out]}, or with one more row what is added at every place;
   *     'f' order
   * @param maps overwritten
   * @param memory numbers that may be laid out at a time; at least a line is
   */
  public void multiply(INDArray images, INDArray weights, INDArray maps, long memory) {
    Direct right = Direct.of(weights);
    int rows = weights.rows();
    int out = weights.columns();
    double work = work(images, rows, out);
    Parts parts = new Parts((int) images.size(0), rows, out, memory);
    inParts(
        List.of(images, weights, maps),
        parts.count(),
        work,
        parts.numbers(),
        (from, to, scratch) -> {
          Layout layout = new Layout(images, 0, columns(), rows > columns());
          for (int k = from; k < to; k++) {
            Part part = parts.get(k);
            layout.lay(part, scratch);
            int height = part.places(pixels);
            Direct patches = scratch.from(0, height);
            if (part.images() == 1) {
              Direct z = ofMaps(maps, part, out);
              Products.multiply(patches, right, z, height, out, rows, 1, 0);
            } else {
              Direct z = scratch.from((long) height * rows, height);
              Products.multiply(patches, right, z, height, out, rows, 1, 0);
              reorder(z, part.images(), places(), out, ofMaps(maps, part, out), true);
            }
          }
        });
  }

  /**
   * f(x) u for every image, which has a u of its own.
   *
   * @param own u, a column an image, {@code [columns, n]}, 'f' order
   * @param products overwritten, {@code [n, 1, height', width']}
   * @param memory numbers that may be laid out at a time; at least a line is
   */
  public void multiplyEach(INDArray images, INDArray own, INDArray products, long memory) {
    Direct right = Direct.of(own);
    Parts parts = new Parts((int) images.size(0), columns(), 0, memory);
    inParts(
        List.of(images, own, products),
        parts.count(),
        work(images, columns(), 1),
        parts.numbers(),
        (from, to, scratch) -> {
          Layout layout = new Layout(images, 0, columns(), false);
          for (int k = from; k < to; k++) {
            Part part = parts.get(k);
            layout.lay(part, scratch);
            int height = part.places(pixels);
            int each = height / part.images();
            for (int i = 0; i < part.images(); i++) {
              Direct patches = scratch.from((long) i * each, height);
              Direct out = ofMaps(products, part, 1).from((long) i * places(), each);
              Products.multiply(
                  patches, right.at(0, part.image() + i), out, each, 1, columns(), 1, 0);
            }
          }
        });
  }

  /**
   * tile ← scale · rows {@code from} to {@code to} of Σ f(x)ᵀ δ.
   *
   * @param credit δ, maps
   * @param tile {@code [to − from, out]}, 'f' order
   * @param memory numbers that may be laid out at a time; at least a line is
   */
  public void gradient(
      INDArray images,
      INDArray credit,
      double scale,
      long from,
      long to,
      INDArray tile,
      long memory) {
    int out = tile.columns();
    int count = (int) (to - from);
    Direct sum = Direct.of(tile);
    Parts parts = new Parts((int) images.size(0), count, out, memory);
    double work = work(images, count, out);
    inParts( // of the rows, each of which is a sum over all images
        List.of(images, credit, tile),
        count,
        work,
        parts.numbers(),
        (first, last, scratch) -> {
          int begin = (int) from + first;
          int rows = last - first;
          Layout layout = new Layout(images, begin, (int) from + last, false);
          for (int k = 0; k < parts.count(); k++) {
            Part part = parts.get(k);
            layout.lay(part, scratch);
            int height = part.places(pixels);
            Direct patches = scratch.from(0, height);
            Direct delta = ofMaps(credit, part, out);
            if (part.images() > 1) {
              Direct gathered = scratch.from((long) height * count, height);
              reorder(delta, part.images(), places(), out, gathered, false);
              delta = gathered;
            }
            Products.multiplyInner(
                patches, delta, sum.at(first, 0), rows, out, height, scale, k == 0 ? 0 : 1);
          }
        });
  }

  /** In multiplications. */
  private double work(INDArray images, int columns, int out) {
    return (double) images.size(0) * places() * columns * (out + LAYING_OUT);
  }

  /** The maps of a part, a column each, and with the step from one to the next. */
  private Direct ofMaps(INDArray maps, Part part, int out) {
    long first = ((long) part.image() * out) * places() + (long) part.top() * pixels.places();
    return new Direct(maps.data().addressPointer(), maps.dataType(), first, places());
  }

  /**
   * Between {@code [images · places, out]} in columns, and one such matrix after another an image.
   *
   * @param isIntoImages whether the first is read
   */
  private static void reorder(
      Direct from, int images, int places, int out, Direct to, boolean isIntoImages) {
    int length = images * places * out;
    Object read = numbers(from.type(), length);
    Object written = numbers(from.type(), length);
    from.get(read, 0, length);
    for (int i = 0; i < images; i++) {
      for (int k = 0; k < out; k++) {
        int inColumns = (k * images + i) * places;
        int inImages = (i * out + k) * places;
        System.arraycopy(
            read,
            isIntoImages ? inColumns : inImages,
            written,
            isIntoImages ? inImages : inColumns,
            places);
      }
    }
    to.put(written, length);
  }

  /** Some images whole, or some lines of one. */
  private record Part(int image, int images, int top, int bottom) {
    boolean isLike(@Nullable Part other) {
      return other != null && other.images == images && other.top == top && other.bottom == bottom;
    }

    int places(Axis pixels) {
      return images * (bottom - top) * pixels.places();
    }
  }

  /** All images' parts, which do not depend on the number of threads. */
  private final class Parts {
    private final int n;
    private final int together; // images a part
    private final int band; // lines of a part
    private final int columns;
    private final int out;

    Parts(int n, int columns, int out, long memory) {
      this.n = n;
      this.columns = columns;
      this.out = out;
      long most = Math.max(Math.min(memory, CACHED) / columns, Math.min(memory / columns, PLACES));
      int fitting = (int) Math.max(1, Math.min(n, Math.min(PLACES, most) / places()));
      int count = (n + fitting - 1) / fitting;
      this.together = (n + count - 1) / count; // parts of one size
      this.band = (int) Math.max(1, Math.min(lines.places(), most / pixels.places()));
    }

    private int bands() {
      return (lines.places() + band - 1) / band;
    }

    int count() {
      return together > 1 ? (n + together - 1) / together : n * bands();
    }

    Part get(int k) {
      if (together > 1) {
        int image = k * together;
        return new Part(image, Math.min(together, n - image), 0, lines.places());
      }
      int top = k % bands() * band;
      return new Part(k / bands(), 1, top, Math.min(lines.places(), top + band));
    }

    /** What a thread needs: patches, and maps where images are together. */
    long numbers() {
      return (together > 1 ? (long) together * places() : (long) band * pixels.places())
          * (columns + (together > 1 ? out : 0));
    }
  }

  /** Work on some of the parts, with memory of its own. */
  private interface PartTask {
    void run(int from, int to, Direct scratch);
  }

  /**
   * Makes parts, several at a time.
   *
   * @param used whose memory the task uses, which pointers do not tell the collector
   */
  private static void inParts(
      List<INDArray> used, int count, double work, long numbers, PartTask task) {
    DataType type = used.get(0).dataType();
    int threads =
        (int) Math.max(1, Math.min(Math.min(count, SideBySide.threads()), work / Products.LEAST));
    try {
      ScratchMemory.part(
          () -> {
            INDArray memory = Nd4j.createUninitialized(type, new long[] {numbers * threads});
            Direct scratch = Direct.from(memory, 0);
            SideBySide.run(
                threads,
                k ->
                    task.run(
                        (int) ((long) count * k / threads),
                        (int) ((long) count * (k + 1) / threads),
                        scratch.from(numbers * k, 0)));
          });
    } finally {
      Reference.reachabilityFence(used);
    }
  }

  /** Lays out some columns of patches, of one thread. */
  private final class Layout {
    private final INDArray images;
    private final int from;
    private final int to;
    private final boolean hasOnes;
    private final int firstChannel;
    private final int lastChannel; // behind
    private Object read = numbers(DataType.FLOAT, 0);
    private Object written = read;
    private int readLength;
    private int writtenLength;
    private @Nullable Part last;

    Layout(INDArray images, int from, int to, boolean hasOnes) {
      this.images = images;
      this.from = from;
      this.to = to;
      this.hasOnes = hasOnes;
      int kernel = lines.kernel() * pixels.kernel();
      this.firstChannel = isKernelFirst ? 0 : from / kernel;
      this.lastChannel = isKernelFirst ? channels : (to - 1) / kernel + 1;
    }

    /** The patches of a part, in columns, and one of ones if it is asked for. */
    void lay(Part part, Direct out) {
      int top = Math.max(0, lines.source(part.top(), 0));
      int bottom = Math.min(lines.size(), lines.source(part.bottom() - 1, lines.kernel() - 1) + 1);
      int seen = Math.max(0, bottom - top);
      read(part, top, seen);
      int length = part.places(pixels) * (to - from + (hasOnes ? 1 : 0));
      begin(part, length);
      int kernel = lines.kernel() * pixels.kernel();
      for (int column = from; column < to; column++) {
        int channel = (isKernelFirst ? column % channels : column / kernel) - firstChannel;
        int position = isKernelFirst ? column / channels : column % kernel;
        int source = (channel * seen - top) * pixels.size(); // where line 0 lies, or would
        column(part, position, source, seen, (column - from) * part.places(pixels));
      }
      out.put(written, length);
    }

    /** Writes what is the same for all parts of this form: zeros around the images, and ones. */
    private void begin(Part part, int length) {
      if (length > writtenLength) {
        written = numbers(images.dataType(), length);
        writtenLength = length;
      } else if (part.isLike(last)) {
        return;
      } else {
        fill(written, 0, length, 0);
      }
      if (hasOnes) {
        fill(written, length - part.places(pixels), length, 1);
      }
      last = part;
    }

    private void read(Part part, int top, int seen) {
      int each = (lastChannel - firstChannel) * seen * pixels.size();
      int length = part.images() * each;
      if (length > readLength) {
        read = numbers(images.dataType(), length);
        readLength = length;
      }
      int plane = lines.size() * pixels.size();
      int at = 0;
      for (int i = 0; i < part.images(); i++) {
        long image = ((long) part.image() + i) * channels * plane;
        if (seen == lines.size()) {
          Direct.from(images, image + (long) firstChannel * plane).get(read, at, each);
          at += each;
          continue;
        }
        for (int c = firstChannel; c < lastChannel; c++) {
          long first = image + (long) c * plane + (long) top * pixels.size();
          Direct.from(images, first).get(read, at, seen * pixels.size());
          at += seen * pixels.size();
        }
      }
    }

    /**
     * One position of the kernel over a part of one channel.
     *
     * @param source where line 0 of the first image's channel lies, or would
     * @param seen lines of a channel that were read
     * @param target where the column begins
     */
    private void column(Part part, int position, int source, int seen, int target) {
      int down = position / pixels.kernel();
      int right = position % pixels.kernel();
      int top = Math.max(part.top(), lines.first(down));
      int count = Math.min(part.bottom(), lines.last(down)) - top;
      int first = pixels.first(right);
      int length = pixels.last(right) - first;
      if (count <= 0 || length == 0) {
        return;
      }
      int from = source + lines.source(top, down) * pixels.size() + pixels.source(first, right);
      int apart = (lastChannel - firstChannel) * seen * pixels.size(); // images that were read
      int at = target + (top - part.top()) * pixels.places() + first;
      int outApart = (part.bottom() - part.top()) * pixels.places();
      for (int i = 0; i < part.images(); i++) {
        if (read instanceof float[] floats) {
          copy(floats, from, (float[]) written, at, count, length);
        } else {
          copy((double[]) read, from, (double[]) written, at, count, length);
        }
        from += apart;
        at += outApart;
      }
    }

    private void copy(float[] in, int from, float[] out, int at, int count, int length) {
      int width = pixels.places();
      int stride = pixels.stride();
      int step = lines.stride() * pixels.size();
      if (stride == 1 && step == width) { // in one go, with the zeros between lines put back
        System.arraycopy(in, from, out, at, (count - 1) * width + length);
        for (int i = length; i < width; i++) {
          for (int line = 1; line < count; line++) {
            out[at + i + (line - 1) * width] = 0;
          }
        }
        return;
      }
      for (int line = 0; line < count; line++) {
        int source = from + line * step;
        int target = at + line * width;
        if (stride == 1) {
          System.arraycopy(in, source, out, target, length);
        } else {
          for (int i = 0; i < length; i++) {
            out[target + i] = in[source + i * stride];
          }
        }
      }
    }

    private void copy(double[] in, int from, double[] out, int at, int count, int length) {
      int width = pixels.places();
      int stride = pixels.stride();
      int step = lines.stride() * pixels.size();
      if (stride == 1 && step == width) { // in one go, with the zeros between lines put back
        System.arraycopy(in, from, out, at, (count - 1) * width + length);
        for (int i = length; i < width; i++) {
          for (int line = 1; line < count; line++) {
            out[at + i + (line - 1) * width] = 0;
          }
        }
        return;
      }
      for (int line = 0; line < count; line++) {
        int source = from + line * step;
        int target = at + line * width;
        if (stride == 1) {
          System.arraycopy(in, source, out, target, length);
        } else {
          for (int i = 0; i < length; i++) {
            out[target + i] = in[source + i * stride];
          }
        }
      }
    }
  }

  private static Object numbers(DataType type, int length) {
    return type == DataType.FLOAT ? new float[length] : new double[length];
  }

  private static void fill(Object array, int from, int to, int number) {
    if (from < to) {
      if (array instanceof float[] floats) {
        Arrays.fill(floats, from, to, number);
      } else {
        Arrays.fill((double[]) array, from, to, number);
      }
    }
  }
}
