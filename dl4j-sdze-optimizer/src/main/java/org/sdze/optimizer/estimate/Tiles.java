package org.sdze.optimizer.estimate;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.forward.Workspace;

/** A gradient read tile by tile, so that a large one never exists whole. */
public final class Tiles {

  private static final long NUMBERS = 1 << 20;

  private Tiles() {}

  /** Sees one tile. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Called for rows {@code from} to {@code to}.
     *
     * @param tile {@code [to − from, columns]}, 'f' order, the reader's to change
     */
    void read(long from, long to, INDArray tile);
  }

  /**
   * Reads all tiles in the order of their rows.
   *
   * @param buffers hold the tiles; null for arrays that are freed, where shapes are many
   */
  public static void of(
      ParameterGradient gradient,
      INDArray like,
      StepMemory memory,
      @Nullable Workspace buffers,
      Reader reader) {
    long height = memory.tileRows(NUMBERS, gradient.columns(), like.dataType());
    for (long from = 0; from < gradient.rows(); from += height) {
      long to = Math.min(gradient.rows(), from + height);
      long[] shape = {to - from, gradient.columns()};
      INDArray tile =
          buffers == null
              ? Nd4j.createUninitialized(like.dataType(), shape, 'f')
              : buffers.tile(shape[0], shape[1]);
      gradient.read(from, to, tile);
      reader.read(from, to, tile);
      if (buffers == null) {
        Release.of(tile);
      }
    }
  }

  /** The sum of the squares of a gradient. */
  public static double squaredNorm(ParameterGradient gradient, INDArray like, StepMemory memory) {
    double[] sum = new double[1];
    of(
        gradient,
        like,
        memory,
        null,
        (from, to, tile) -> {
          double norm = tile.norm2Number().doubleValue();
          sum[0] += norm * norm;
        });
    return sum[0];
  }
}
