package org.sdze.benchmarks.speed;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What this machine can do, measured.
 *
 * @param gigaflops of a product of two matrices of 1,024 by 1,024 numbers in single precision
 * @param gigabytes a second, read and written, of a copy that no cache holds
 */
public record MachineLimits(double gigaflops, double gigabytes) {

  private static final int SIDE = 1024;
  private static final int COPIED = 1 << 24;
  private static final int TIMES = 25;

  /** The best of some tries. */
  public static MachineLimits measured() {
    INDArray a = Nd4j.ones(DataType.FLOAT, SIDE, SIDE).dup('f');
    INDArray product = a.ulike();
    double multiplied = best(() -> Nd4j.gemm(a, a, product, false, false, 1, 0));
    INDArray from = Nd4j.ones(DataType.FLOAT, COPIED);
    INDArray to = from.ulike();
    double copied = best(() -> to.assign(from));
    return new MachineLimits(2e-9 * SIDE * SIDE * SIDE / multiplied, 8e-9 * COPIED / copied);
  }

  private static double best(Runnable work) {
    double best = Double.POSITIVE_INFINITY;
    for (int k = 0; k < TIMES; k++) {
      long begin = System.nanoTime();
      work.run();
      best = Math.min(best, (System.nanoTime() - begin) * 1e-9);
    }
    return best;
  }

  /**
   * The milliseconds that work takes at least: the slower of the two.
   *
   * @param flops in single precision
   * @param bytes read and written
   */
  double milliseconds(double flops, double bytes) {
    return 1e-6 * Math.max(flops / gigaflops, bytes / gigabytes);
  }
}
