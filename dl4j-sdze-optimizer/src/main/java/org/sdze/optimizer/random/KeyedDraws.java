package org.sdze.optimizer.random;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * Fills matrices with independent numbers that depend on nothing but key, shape and law.
 *
 * <p>A matrix is drawn by tiles of whole columns, each from {@code key.index(tile)}: the tiles are
 * drawn in parallel, the bits are the same for any number of threads, and no array beside the
 * matrix is larger than a few tiles. Java's ziggurat costs 2–5 ns a number where ND4J's generator
 * costs 25.
 */
public final class KeyedDraws {

  /** Numbers a tile: large enough to pay for its key, small enough to stay in the cache. */
  private static final int TILE = 1 << 16;

  /** Numbers drawn before they are copied to the matrix. */
  private static final int WAVE = 1 << 20;

  private KeyedDraws() {}

  /**
   * Independent standard normal numbers.
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void gaussian(RandomKey key, INDArray target) {
    fill(key, target, ZigguratSampler.NormalizedGaussian::of);
  }

  /**
   * Independent signs, +1 or −1.
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void rademacher(RandomKey key, INDArray target) {
    fill(key, target, generator -> () -> generator.nextBoolean() ? 1 : -1);
  }

  /**
   * Independent numbers uniform on [0, 1).
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void uniform(RandomKey key, INDArray target) {
    fill(key, target, generator -> generator::nextDouble);
  }

  /** How numbers of a law are drawn from a generator. */
  private interface Law {
    ContinuousSampler sampler(UniformRandomProvider generator);
  }

  private static void fill(RandomKey key, INDArray target, Law law) {
    Argument.given("key", key);
    Argument.matrix("target", target);
    ScratchMemory.part(() -> fillByWaves(key, target, law));
  }

  private static void fillByWaves(RandomKey key, INDArray target, Law law) {
    int rows = Math.toIntExact(target.rows());
    long columns = target.columns();
    int width = (int) Math.min(columns, Math.max(1, TILE / rows));
    long wave = Math.min(columns, (long) width * Math.max(1, WAVE / ((long) rows * width)));
    float[] numbers = new float[Math.toIntExact(rows * wave)];
    INDArray staged = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, wave}, 'f');
    for (long from = 0; from < columns; from += wave) {
      long first = from;
      long to = Math.min(columns, from + wave);
      int tiles = (int) ((to - from + width - 1) / width);
      IntStream.range(0, tiles)
          .parallel()
          .forEach(
              tile -> {
                long begin = first + (long) tile * width;
                long end = Math.min(to, begin + width);
                ContinuousSampler sampler = law.sampler(key.index(begin / width).generator());
                int last = (int) ((end - first) * rows);
                for (int k = (int) ((begin - first) * rows); k < last; k++) {
                  numbers[k] = (float) sampler.sample();
                }
              });
      // The staged copy is written on the host in one piece: Nd4j.create takes 12 ns a number.
      staged.data().asNioFloat().put(numbers);
      Nd4j.getAffinityManager().tagLocation(staged, AffinityManager.Location.HOST);
      view(target, from, to).assign(view(staged, 0, to - from));
    }
  }

  private static INDArray view(INDArray target, long from, long to) {
    return from == 0 && to == target.columns()
        ? target
        : target.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }
}
