package org.sdze.optimizer.network;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.train.LossGuard;

/**
 * What a trainer remembers between steps, and nothing else: no generator and no bases, which keys
 * make again. The arrays are live.
 *
 * <p>The guard's copy of the parameters is left out for more than a million of them: the first step
 * of what goes on from there is not judged.
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

  static final String GUARD = "guard";
  static final String WATCH = "watch";
  private static final String COPY = "copy";

  /** The largest network of which the guard's copy is saved. */
  private static final long MAX_GUARDED = 1 << 20;

  /** What a guard remembers, as arrays among the moments; none if nothing. */
  public static Map<String, List<INDArray>> arrays(LossGuard.State guard) {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    if (!guard.recent().isEmpty()) {
      arrays.put(GUARD, List.of(row(guard.numbers())));
      long copied = guard.copy().stream().mapToLong(INDArray::length).sum();
      arrays.put(COPY, copied > MAX_GUARDED ? List.of() : guard.copy());
    }
    if (!guard.watch().isEmpty()) {
      arrays.put(
          WATCH, List.of(row(guard.watch().stream().mapToDouble(Double::doubleValue).toArray())));
    }
    return arrays;
  }

  private static INDArray row(double[] numbers) {
    return Nd4j.create(numbers, new long[] {1, numbers.length}, 'f');
  }

  /** What the guard remembered; that of a new one if there is nothing. */
  public LossGuard.State guard() {
    double[] numbers = numbers(GUARD, LossGuard.State.EMPTY.numbers());
    List<Double> watch = Arrays.stream(numbers(WATCH, new double[0])).boxed().toList();
    return LossGuard.State.of(numbers, moments.getOrDefault(COPY, List.of()), watch);
  }

  private double[] numbers(String name, double[] absent) {
    List<INDArray> saved = moments.getOrDefault(name, List.of());
    return saved.isEmpty() ? absent : HostArrays.copy(saved.get(0));
  }

  /** No step made. */
  public static TrainerState empty() {
    return new TrainerState(0, Map.of(), Map.of(), Map.of());
  }
}
