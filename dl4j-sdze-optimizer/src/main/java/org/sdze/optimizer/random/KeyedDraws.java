package org.sdze.optimizer.random;

import org.apache.commons.rng.UniformRandomProvider;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.sdze.optimizer.algebra.HostTiles;
import org.sdze.optimizer.algebra.Workers;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.memory.ScratchMemory;

/**
 * Fills matrices with independent numbers that depend on nothing but key, shape and law.
 *
 * <p>A matrix is drawn by tiles of whole columns, each from {@code key.index(tile)}: the tiles are
 * drawn in parallel, the bits are the same for any number of threads. On this processor they are
 * written where they belong, piece by piece, and no array beside the matrix is larger.
 */
public final class KeyedDraws {

  /** Numbers a tile: large enough to pay for its key, small enough to stay in the cache. */
  private static final int TILE = 1 << 16;

  /** Numbers drawn before they are copied to a matrix that lies elsewhere. */
  private static final int WAVE = 1 << 20;

  /** Parts of a draw that have a piece of memory each: more than there are threads, mostly. */
  private static final int PARTS = 64;

  /**
   * A piece's numbers: made anew in every draw they are most of what Java's collector has to do.
   */
  private static final ThreadLocal<float[]> NUMBERS =
      ThreadLocal.withInitial(() -> new float[TILE]);

  private KeyedDraws() {}

  /**
   * Independent standard normal numbers.
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void gaussian(RandomKey key, INDArray target) {
    fill(key, target, tile -> new NormalStream(tile)::next);
  }

  /**
   * Independent signs, +1 or −1.
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void rademacher(RandomKey key, INDArray target) {
    fill(
        key,
        target,
        tile -> {
          UniformRandomProvider generator = tile.generator();
          return (numbers, length) -> {
            for (int k = 0; k < length; k++) {
              numbers[k] = generator.nextBoolean() ? 1 : -1;
            }
          };
        });
  }

  /**
   * Independent numbers uniform on [0, 1).
   *
   * @param target output, {@code [rows, columns]}, floating point, 'f' order
   */
  public static void uniform(RandomKey key, INDArray target) {
    fill(
        key,
        target,
        tile -> {
          UniformRandomProvider generator = tile.generator();
          return (numbers, length) -> {
            for (int k = 0; k < length; k++) {
              numbers[k] = (float) generator.nextDouble();
            }
          };
        });
  }

  /** How the numbers of a tile are drawn. */
  private interface Law {
    Stream of(RandomKey tile);
  }

  /** Numbers one after the other. */
  private interface Stream {
    void next(float[] numbers, int length);
  }

  /** Where drawn numbers go: from a place on, column by column. */
  private interface Sink {
    void put(long from, float[] numbers, int length);
  }

  private static void fill(RandomKey key, INDArray target, Law law) {
    Argument.given("key", key);
    Argument.matrix("target", target);
    if (HostTiles.suit(target) && (target.ordering() == 'f' || target.rows() == 1)) {
      tiles(
          key,
          target,
          0,
          target.columns(),
          law,
          (from, numbers, length) -> HostTiles.put(target, from, numbers, length));
    } else {
      ScratchMemory.part(() -> fillByWaves(key, target, law));
    }
  }

  private static int width(INDArray target) {
    return Math.min(target.columns(), Math.max(1, TILE / target.rows()));
  }

  /** Draws columns, from a tile's first one on. */
  private static void tiles(
      RandomKey key, INDArray target, long from, long to, Law law, Sink sink) {
    int rows = target.rows();
    int width = width(target);
    long first = from / width;
    long tiles = (to + width - 1) / width - first;
    int parts = (int) Math.min(tiles, PARTS);
    Workers.run(
        parts,
        part -> {
          float[] numbers = NUMBERS.get();
          int piece = Math.min(width * rows, TILE);
          for (long t = first + tiles * part / parts; t < first + tiles * (part + 1) / parts; t++) {
            Stream stream = law.of(key.index(t));
            long end = Math.min(to, (t + 1) * width) * rows;
            for (long at = t * width * rows; at < end; at += piece) {
              int length = (int) Math.min(piece, end - at);
              stream.next(numbers, length);
              sink.put(at, numbers, length);
            }
          }
        });
  }

  private static void fillByWaves(RandomKey key, INDArray target, Law law) {
    int rows = target.rows();
    long columns = target.columns();
    int width = width(target);
    long wave = Math.min(columns, (long) width * Math.max(1, WAVE / ((long) rows * width)));
    float[] numbers = new float[Math.toIntExact(rows * wave)];
    INDArray staged = Nd4j.createUninitialized(DataType.FLOAT, new long[] {rows, wave}, 'f');
    for (long from = 0; from < columns; from += wave) {
      long first = from * rows;
      long to = Math.min(columns, from + wave);
      tiles(
          key,
          target,
          from,
          to,
          law,
          (at, drawn, length) -> System.arraycopy(drawn, 0, numbers, (int) (at - first), length));
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
