package org.sdze.cuda;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.CudaException;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.cuda.driver.Kernels;
import org.sdze.cuda.driver.Kernels.Grid;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Times whole steps on the first GPU of this machine, beside what its memory can do in the same
 * run, or trains: the sine-Gordon two-body problem, from random weights, without a host's network.
 * It needs a Java runtime and this project's jars, and none of ND4J's libraries.
 *
 * <pre>java -cp … org.sdze.cuda.CudaBench [--stages | --train=SECONDS] [DIMxWIDTHxBATCH …]</pre>
 */
public final class CudaBench {

  private static final String TRAIN = "--train=";
  private static final double SECONDS = 1.5; // of each measurement, at least
  private static final double GIGA = 1e9;
  private static final double GIBIBYTE = 1L << 30;
  private static final long COPIED = 1L << 29; // numbers
  private static final double INPUT_SCALE = 3;
  private static final double DAMPING = 1e-3;
  private static final int TEST_POINTS = 1_000;

  private CudaBench() {}

  /** Prints one line a shape. */
  public static void main(String[] arguments) {
    List<String> words = List.of(arguments);
    List<String> named = words.stream().filter(word -> !word.startsWith("--")).toList();
    List<String> shapes = named.isEmpty() ? usual() : named;
    String train = words.stream().filter(word -> word.startsWith(TRAIN)).findFirst().orElse(null);
    try (CudaDevice device = CudaDevice.open()) {
      PrintStream out = System.out;
      out.println(device.inWords());
      if (train != null) {
        double seconds = Double.parseDouble(train.substring(TRAIN.length()));
        shapes.forEach(shape -> train(device, Shape.of(shape), seconds, out));
        return;
      }
      double bandwidth = bandwidth(device);
      out.println(Text.format("a copy reads and writes %.0f GB/s", bandwidth / GIGA));
      out.println("| d | units | points | steps/s | GiB | ms | ms at the copy's speed | share |");
      out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
      for (String shape : shapes) {
        time(device, Shape.of(shape), bandwidth, words.contains("--stages"), out);
      }
    } catch (CudaException e) {
      System.err.println("sdze: " + e.getMessage());
      System.exit(2);
    }
  }

  private static List<String> usual() {
    return List.of(
        "100x512x400",
        "1000x512x400",
        "100000x128x64",
        "1000000x128x64",
        "10000000x128x16",
        "10000000x128x64",
        "100000000x128x16");
  }

  /** Sizes of a step. */
  private record Shape(int dimension, int width, int batch) {
    static Shape of(String text) {
      int[] sizes = Arrays.stream(text.split("x", -1)).mapToInt(Integer::parseInt).toArray();
      return new Shape(sizes[0], sizes[1], sizes[2]);
    }
  }

  /** A step of random weights: W as a network begins, a with variance 1/h, b with deviation ½. */
  private static BallStep begin(CudaDevice device, Shape shape) {
    SplittableRandom random = new SplittableRandom(2);
    float[] c = new float[shape.dimension() - 1];
    float[] a = new float[shape.width()];
    float[] b = new float[shape.width()];
    for (int i = 0; i < c.length; i++) {
      c[i] = (float) random.nextGaussian();
    }
    for (int j = 0; j < a.length; j++) {
      a[j] = (float) (random.nextGaussian() / Math.sqrt(a.length));
      b[j] = (float) (0.5 * random.nextGaussian());
    }
    BallStep step =
        new BallStep(
            device,
            new StepPlan(shape.dimension(), shape.batch(), shape.width(), device.processors()),
            BallStep.Hidden.TANH,
            BallStep.Nonlinearity.SINE_GORDON,
            INPUT_SCALE,
            c);
    step.drawWeights(INPUT_SCALE / Math.sqrt(shape.dimension()), RandomKey.root(1));
    step.setHead(a, b, 0);
    return step;
  }

  private static void time(
      CudaDevice device, Shape shape, double bandwidth, boolean isByStages, PrintStream out) {
    long before = device.freeBytes();
    try (BallStep step = begin(device, shape)) {
      long used = before - device.freeBytes();
      int made = 0;
      for (; made < 20; made++) {
        step.step(made, 0.5, DAMPING);
      }
      long begin = System.nanoTime();
      int counted = 0;
      boolean isSolved = true;
      while ((System.nanoTime() - begin) * 1e-9 < SECONDS) {
        BallStep.Result result = step.step(made++, 0.5, DAMPING);
        isSolved &= result.isSolved() && Double.isFinite(result.loss());
        counted++;
      }
      double seconds = (System.nanoTime() - begin) * 1e-9 / counted;
      double least = 3.0 * Float.BYTES * step.plan().weights() / bandwidth; // two reads, one write
      out.println(
          Text.format(
              "| %,d | %d | %d | %.1f | %.2f | %.3f | %.3f | %.0f %% |%s",
              shape.dimension(),
              shape.width(),
              shape.batch(),
              1 / seconds,
              used / GIBIBYTE,
              1e3 * seconds,
              1e3 * least,
              100 * least / seconds,
              isSolved ? "" : " DIVERGED"));
      if (isByStages) {
        step.stages()
            .forEach(
                (name, stage) ->
                    out.println(
                        Text.format("    %-24s %9.3f ms", name, 1e3 * seconds(device, stage))));
      }
    }
  }

  private static void train(CudaDevice device, Shape shape, double seconds, PrintStream out) {
    try (BallStep step = begin(device, shape)) {
      step.use(RandomKey.root(0));
      long begin = System.nanoTime();
      long steps = 0;
      while ((System.nanoTime() - begin) * 1e-9 < seconds) {
        step.step(steps++, 1, DAMPING);
      }
      double took = (System.nanoTime() - begin) * 1e-9;
      double[] sums = new double[5]; // of u*², φ², φu*, (u − u*)², and the points
      for (int batch = 0; sums[4] < TEST_POINTS; batch++) {
        float[][] values = step.score(batch);
        for (int p = 0; p < shape.batch(); p++) {
          double exact = values[1][p];
          double phi = values[2][p];
          sums[0] += exact * exact;
          sums[1] += phi * phi;
          sums[2] += phi * exact;
          sums[3] += Math.pow(values[0][p] - exact, 2);
          sums[4]++;
        }
      }
      double error = Math.sqrt(sums[3] / sums[0]);
      double constant = Math.sqrt(Math.max(0, 1 - sums[2] * sums[2] / (sums[1] * sums[0])));
      out.println(
          Text.format(
              "d = %,d, %d units: error %.3e on %,.0f points, constant %.3e (%.3f × that), %,d steps of %d"
                  + " points in %.1f s: %,d samples",
              shape.dimension(),
              shape.width(),
              error,
              sums[4],
              constant,
              error / constant,
              steps,
              shape.batch(),
              took,
              steps * shape.batch()));
    }
  }

  private static double seconds(CudaDevice device, Runnable what) {
    what.run();
    device.await();
    int count = 0;
    long begin = System.nanoTime();
    do {
      for (int k = 0; k < 10; k++) {
        what.run();
        count++;
      }
      device.await();
    } while ((System.nanoTime() - begin) * 1e-9 < 0.1);
    return (System.nanoTime() - begin) * 1e-9 / count;
  }

  private static double bandwidth(CudaDevice device) {
    try (Kernels kernels = device.load(BallStep.text("kernels.ptx"));
        DeviceArray from = device.array(COPIED);
        DeviceArray to = device.array(COPIED)) {
      from.clear();
      Runnable copy =
          kernels.launch("copy", Grid.of(16 * device.processors()), 512, 0, from, to, COPIED / 4);
      return 2.0 * Float.BYTES * COPIED / seconds(device, copy);
    }
  }
}
