package org.sdze.optimizer.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.checkpoint.EntryInput;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.train.TrainingState.Part;

/**
 * States in the two layouts that files had before their parts were named alike: read, never
 * written.
 */
final class FormerState {

  /** Before the number of a parameter, where moments were not named after it. */
  static final String NUMBER = "#";

  private FormerState() {}

  /** That of a text: feedback by layer, arrays by name, the first steps of moments by parameter. */
  static TrainingState ofText(EntryInput in) throws IOException {
    long steps = in.whole();
    Map<String, Part> parts = new TreeMap<>();
    for (int left = in.count(Short.BYTES + Integer.BYTES); left > 0; left--) {
      String layer = in.text();
      parts.put(TrainingState.FEEDBACK + layer, new Part(List.of(), in.arrays()));
    }
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    for (int left = in.count(Short.BYTES + Integer.BYTES); left > 0; left--) {
      String name = in.text();
      // A guard that has no copy has no loss of it, and one that has seen a single step no reach.
      boolean isAny = name.equals("guard") || name.equals("watch");
      arrays.put(name, isAny ? in.anyArrays() : in.arrays());
    }
    List<Double> guard = numbers(arrays.remove("guard"));
    List<INDArray> copy = arrays.remove("copy");
    parts.put(TrainingState.GUARD, new Part(guard, copy == null ? List.of() : copy));
    parts.put(TrainingState.WATCH, new Part(numbers(arrays.remove("watch")), List.of()));
    List<INDArray> velocity = arrays.remove("velocity");
    parts.put(TrainingState.VELOCITY, new Part(List.of(), velocity == null ? List.of() : velocity));
    List<Double> counts = numbers(arrays.remove("counts")); // the moments' epoch and first step
    for (int k = 0; arrays.containsKey("state" + k); k++) {
      Part moments = new Part(counts.subList(1, 2), arrays.remove("state" + k));
      parts.put(TrainingState.MOMENTS + NUMBER + k, moments);
    }
    for (int left = in.count(Short.BYTES + Long.BYTES); left > 0; left--) {
      String name = in.text();
      List<Double> since = List.of((double) in.whole());
      if (arrays.containsKey(name)) {
        parts.put(TrainingState.MOMENTS + name, new Part(since, arrays.get(name)));
      }
    }
    return new TrainingState(steps, parts);
  }

  private static List<Double> numbers(List<INDArray> saved) {
    return saved == null || saved.isEmpty()
        ? List.of()
        : Arrays.stream(HostArrays.copy(saved.get(0))).boxed().toList();
  }

  /** That of a solve, whose moments all began at one step. */
  static TrainingState ofSolve(EntryInput in, long steps) throws IOException {
    Map<String, Part> parts = new TreeMap<>();
    List<Double> recent = in.numbers();
    List<INDArray> copy = in.arrays();
    double copyLoss = in.number();
    double rejected = in.integer();
    double acceptedSince = in.integer();
    List<Double> guard = new ArrayList<>();
    guard.addAll(List.of(in.number(), rejected, acceptedSince, copyLoss));
    guard.addAll(recent);
    parts.put(TrainingState.GUARD, new Part(guard, copy));
    parts.put(TrainingState.VELOCITY, new Part(List.of(), in.arrays()));
    Map<String, List<INDArray>> moments = new TreeMap<>();
    for (int left = in.count(Integer.BYTES); left > 0; left--) {
      moments.put(TrainingState.MOMENTS + NUMBER + moments.size(), in.arrays());
    }
    in.whole(); // the refresh interval that they belong to, which follows from their first step
    List<Double> since = List.of((double) in.whole());
    moments.forEach((name, arrays) -> parts.put(name, new Part(since, arrays)));
    parts.put(TrainingState.WATCH, new Part(in.numbers(), List.of()));
    return new TrainingState(steps, parts);
  }
}
