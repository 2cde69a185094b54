package org.sdze.optimizer.estimate;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.forward.StepMemory;
import org.sdze.optimizer.memory.ScratchMemory;

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

  /** Reads all tiles in the order of their rows. */
  public static void of(
      ParameterGradient gradient, INDArray like, StepMemory memory, Reader reader) {
    long height = memory.tileRows(NUMBERS, gradient.columns(), like.dataType());
    for (long from = 0; from < gradient.rows(); from += height) {
      long to = Math.min(gradient.rows(), from + height);
      long[] shape = {to - from, gradient.columns()};
      INDArray tile =
          ScratchMemory.lasting(() -> Nd4j.createUninitialized(like.dataType(), shape, 'f'));
      gradient.read(from, to, tile);
      reader.read(from, to, tile);
      Release.of(tile);
    }
  }

  /** The sum of the squares of a gradient. */
  public static double squaredNorm(ParameterGradient gradient, INDArray like, StepMemory memory) {
    double[] sum = new double[1];
    of(
        gradient,
        like,
        memory,
        (from, to, tile) -> {
          double norm = tile.norm2Number().doubleValue();
          sum[0] += norm * norm;
        });
    return sum[0];
  }
}
