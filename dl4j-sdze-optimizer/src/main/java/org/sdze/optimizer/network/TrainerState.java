package org.sdze.optimizer.network;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.train.LossGuard;

/**
 * What a trainer remembers between steps, and nothing else: no generator and no bases, which keys
 * make again. The arrays are live.
 *
 * <p>The guard's memory, which holds a copy of the parameters, is left out for more than a million
 * of them: what goes on from there then watches from its first step on.
 *
 * @param steps the number of steps made
 * @param feedback the arrays of the learned feedback, by layer
 * @param moments the arrays of the step rule, by parameter, and those of the guard
 * @param beginnings the step at which each of those began
 */
public record TrainerState(
    long steps,
    Map<String, List<INDArray>> feedback,
    Map<String, List<INDArray>> moments,
    Map<String, Long> beginnings) {

  private static final String GUARD = "guard";
  private static final String COPY = "copy";

  /** The largest network whose guard is saved: it holds a copy of the parameters. */
  private static final long MAX_GUARDED = 1 << 20;

  /** What a guard remembers, as arrays among the moments; none if nothing, or too much. */
  public static Map<String, List<INDArray>> arrays(LossGuard.State guard) {
    long copied = guard.copy().stream().mapToLong(INDArray::length).sum();
    if (guard.recent().isEmpty() || copied > MAX_GUARDED) {
      return Map.of();
    }
    double[] numbers = guard.numbers();
    INDArray row = Nd4j.create(numbers, new long[] {1, numbers.length}, 'f');
    return Map.of(GUARD, List.of(row), COPY, guard.copy());
  }

  /** What the guard remembered; that of a new one if there is nothing. */
  public LossGuard.State guard() {
    List<INDArray> numbers = moments.getOrDefault(GUARD, List.of());
    return numbers.isEmpty()
        ? LossGuard.State.EMPTY
        : LossGuard.State.of(
            HostArrays.copy(numbers.get(0)), moments.getOrDefault(COPY, List.of()));
  }

  /** No step made. */
  public static TrainerState empty() {
    return new TrainerState(0, Map.of(), Map.of(), Map.of());
  }
}
