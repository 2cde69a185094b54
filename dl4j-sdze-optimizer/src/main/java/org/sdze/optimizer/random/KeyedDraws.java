package org.sdze.optimizer.random;

import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.ContinuousSampler;
import org.apache.commons.rng.sampling.distribution.ZigguratSampler;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

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
    int rows = Math.toIntExact(target.rows());
    long columns = target.columns();
    int width = (int) Math.min(columns, Math.max(1, TILE / rows));
    long tiles = (columns + width - 1) / width;
    int wave = Runtime.getRuntime().availableProcessors();
    for (long first = 0; first < tiles; first += wave) {
      long begin = first;
      int count = (int) Math.min(wave, tiles - first);
      float[][] drawn = new float[count][];
      IntStream.range(0, count)
          .parallel()
          .forEach(
              i -> {
                long from = (begin + i) * width;
                int length = rows * (int) Math.min(width, columns - from);
                ContinuousSampler sampler = law.sampler(key.index(begin + i).generator());
                float[] numbers = new float[length];
                for (int k = 0; k < length; k++) {
                  numbers[k] = (float) sampler.sample();
                }
                drawn[i] = numbers;
              });
      for (int i = 0; i < count; i++) {
        long from = (begin + i) * width;
        long to = from + drawn[i].length / rows;
        INDArray tile = Nd4j.create(drawn[i], new long[] {rows, to - from}, 'f');
        view(target, from, to)
            .assign(target.dataType() == DataType.FLOAT ? tile : tile.castTo(target.dataType()));
      }
    }
  }

  private static INDArray view(INDArray target, long from, long to) {
    return from == 0 && to == target.columns()
        ? target
        : target.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
  }
}
