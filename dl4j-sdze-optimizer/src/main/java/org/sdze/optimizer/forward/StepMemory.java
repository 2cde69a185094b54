package org.sdze.optimizer.forward;

import org.nd4j.linalg.api.buffer.DataType;
import org.sdze.optimizer.text.Text;

/**
 * What the arrays of a run may take, beside the parameters and what DL4J takes to evaluate one
 * layer.
 *
 * <p>An eighth of it each is for what can be made smaller: pre-activations that are kept, tiles of
 * a gradient, patches of a convolution, learned feedback. The other half must hold the rest.
 *
 * @param bytes the limit, positive
 */
public record StepMemory(long bytes) {

  /** No limit. */
  public static final StepMemory UNLIMITED = new StepMemory(Long.MAX_VALUE);

  private static final int PARTS = 8;
  private static final long MEBIBYTE = 1 << 20;

  public StepMemory {
    if (bytes < 1) {
      throw new IllegalArgumentException("memory must be at least 1 byte, was " + bytes);
    }
  }

  /** A limit in MiB. */
  public static StepMemory ofMebibytes(int mebibytes) {
    return new StepMemory(mebibytes * MEBIBYTE);
  }

  /** So many numbers of a type, or as many as an eighth of the limit holds. */
  public long atMost(long numbers, DataType type) {
    return Math.max(1, Math.min(numbers, bytes / PARTS / type.width()));
  }

  /** The rows of a tile of {@link #atMost} so many numbers, at least 1. */
  public long tileRows(long numbers, long columns, DataType type) {
    return Math.max(1, atMost(numbers, type) / columns);
  }

  /**
   * Checks that what cannot be made smaller fits.
   *
   * @param numbers the numbers that it holds
   * @param samples the size of the batch
   * @throws IllegalArgumentException if it does not, saying which limit would do
   */
  public void require(long numbers, DataType type, int samples) {
    long needed = 2 * numbers * type.width();
    if (needed > bytes) {
      throw new IllegalArgumentException(
          Text.format(
              "a step on %d samples needs a memory limit of at least %d MiB, was %d: use smaller batches, a rule that remembers less or a larger limit",
              samples, (needed + MEBIBYTE - 1) / MEBIBYTE, bytes / MEBIBYTE));
    }
  }
}
