package org.sdze.cuda;

import java.io.PrintStream;
import java.util.Locale;
import org.sdze.cuda.driver.CudaDevice;
import org.sdze.cuda.driver.DeviceArray;
import org.sdze.cuda.driver.Kernels;
import org.sdze.cuda.driver.Kernels.Grid;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.text.Text;

/**
 * Times whole steps on the first GPU of this machine, beside what its memory can do in the same
 * run. It needs a Java runtime and this project's jars, and none of ND4J's libraries.
 *
 * <pre>java -cp … org.sdze.cuda.CudaBench [--stages] [DIMxWIDTHxBATCH …]</pre>
 */
public final class CudaBench {

  private static final String[] USUAL = {
    "100x512x400", "1000x512x400", "100000x128x64", "1000000x128x64", "10000000x128x16",
    "10000000x128x64", "100000000x128x16"
  };

  private static final double SECONDS = 1.5; // of each measurement, at least
  private static final double GIGA = 1e9;
  private static final double GIBIBYTE = 1L << 30;
  private static final long COPIED = 1L << 29; // numbers

  private CudaBench() {}

  /** Prints one line a shape. */
  public static void main(String[] arguments) {
    PrintStream out = System.out;
    boolean isByStages = java.util.Arrays.asList(arguments).contains("--stages");
    String[] shapes =
        java.util.Arrays.stream(arguments)
            .filter(word -> !word.startsWith("--"))
            .toArray(String[]::new);
    try (CudaDevice device = CudaDevice.open()) {
      out.println(device.inWords());
      double bandwidth = bandwidth(device);
      out.println(Text.format("a copy reads and writes %.0f GB/s", bandwidth / GIGA));
      out.println("| d | units | points | steps/s | GiB | ms | ms at the copy's speed | share |");
      out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
      for (String shape : shapes.length == 0 ? USUAL : shapes) {
        line(device, shape, bandwidth, isByStages, out);
      }
    } catch (org.sdze.cuda.driver.CudaException e) {
      System.err.println("sdze: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void line(
      CudaDevice device, String shape, double bandwidth, boolean isByStages, PrintStream out) {
    String[] sizes = shape.toLowerCase(Locale.ROOT).split("x", -1);
    int d = Integer.parseInt(sizes[0]);
    int h = Integer.parseInt(sizes[1]);
    int n = Integer.parseInt(sizes[2]);
    StepPlan plan = new StepPlan(d, n, h, device.processors());
    if (plan.bytes() > device.freeBytes()) {
      out.println(
          Text.format("| %,d | %d | %d | does not fit | %.1f |", d, h, n, plan.bytes() / GIBIBYTE));
      return;
    }
    long before = device.freeBytes();
    float[] ones = new float[d - 1];
    java.util.Arrays.fill(ones, 1);
    try (BallStep step =
        new BallStep(
            device, plan, BallStep.Hidden.TANH, BallStep.Nonlinearity.SINE_GORDON, 3, ones)) {
      step.drawWeights(3 / Math.sqrt(d), RandomKey.root(1));
      float[] a = new float[h];
      float[] b = new float[h];
      java.util.SplittableRandom random = new java.util.SplittableRandom(2);
      for (int j = 0; j < h; j++) {
        a[j] = (float) ((random.nextDouble() - 0.5) / Math.sqrt(h));
        b[j] = (float) (random.nextDouble() - 0.5);
      }
      step.setHead(a, b, 0);
      long used = before - device.freeBytes();
      int made = 0;
      for (; made < 20; made++) {
        step.step(made, 0.5, 1e-3);
      }
      long begin = System.nanoTime();
      int counted = 0;
      boolean isSolved = true;
      double loss = 0;
      while ((System.nanoTime() - begin) * 1e-9 < SECONDS) {
        BallStep.Result result = step.step(made++, 0.5, 1e-3);
        isSolved &= result.isSolved();
        loss = result.loss();
        counted++;
      }
      double seconds = (System.nanoTime() - begin) * 1e-9 / counted;
      double least = 3.0 * Float.BYTES * plan.weights() / bandwidth; // two reads, one write
      out.println(
          Text.format(
              "| %,d | %d | %d | %.1f | %.2f | %.3f | %.3f | %.0f %% |%s",
              d,
              h,
              n,
              1 / seconds,
              used / GIBIBYTE,
              1e3 * seconds,
              1e3 * least,
              100 * least / seconds,
              isSolved && Double.isFinite(loss) ? "" : " DIVERGED"));
      if (isByStages) {
        step.stages()
            .forEach(
                (name, stage) ->
                    out.println(
                        Text.format("    %-24s %9.3f ms", name, 1e3 * seconds(device, stage))));
      }
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
          kernels.launch(
              "copy", Grid.of(16 * device.processors()), 512, 0, from, to, COPIED / 4);
      return 2.0 * Float.BYTES * COPIED / seconds(device, copy);
    }
  }
}
