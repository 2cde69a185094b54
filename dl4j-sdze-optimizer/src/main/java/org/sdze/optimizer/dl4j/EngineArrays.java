package org.sdze.optimizer.dl4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.HostArrays;
import org.sdze.optimizer.network.TrainerState;
import org.sdze.optimizer.train.EngineState;

/**
 * An engine's state as the named arrays of a {@link TrainerState}, which travel with a network.
 *
 * <p>The guard's memory, which holds a copy of the parameters, is left out for more than {@link
 * #MAX_REMEMBERED} of them: a resumed engine then watches from its first step on.
 */
final class EngineArrays {

  private static final long MAX_REMEMBERED = 1 << 20;

  private static final String VELOCITY = "velocity";
  private static final String GUARD = "guard"; // four numbers, then the recent losses
  private static final String COPY = "copy";
  private static final String COUNTS = "counts"; // the moments' epoch and first step
  private static final String STATE = "state"; // and a parameter's number

  private EngineArrays() {}

  /** The state after so many steps. Its large arrays are the engine's own. */
  static TrainerState state(EngineState engine, long steps) {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    if (!engine.velocity().isEmpty()) {
      arrays.put(VELOCITY, engine.velocity());
    }
    List<INDArray> copy = engine.goodParameters();
    if (copy.stream().mapToLong(INDArray::length).sum() <= MAX_REMEMBERED) {
      arrays.put(GUARD, List.of(row(guard(engine))));
      arrays.put(COPY, copy);
    }
    if (!engine.moments().isEmpty()) {
      arrays.put(
          COUNTS, List.of(row((double) engine.momentsEpoch(), (double) engine.momentsSince())));
    }
    for (int k = 0; k < engine.moments().size(); k++) {
      arrays.put(STATE + k, engine.moments().get(k));
    }
    return new TrainerState(steps, Map.of(), arrays, Map.of());
  }

  private static double[] guard(EngineState engine) {
    List<Double> losses = engine.recentLosses();
    double[] numbers = new double[4 + losses.size()];
    numbers[0] = engine.dampingFactor();
    numbers[1] = engine.rejected();
    numbers[2] = engine.acceptedSince();
    numbers[3] = engine.goodLoss();
    for (int k = 0; k < losses.size(); k++) {
      numbers[4 + k] = losses.get(k);
    }
    return numbers;
  }

  /** The engine's state in a trainer's; that of a new engine if there is none. */
  static EngineState read(TrainerState state) {
    Map<String, List<INDArray>> arrays = state.moments();
    double[] guard = numbers(arrays, GUARD, 1, 0, 0, Double.NaN);
    List<Double> losses = new ArrayList<>();
    for (int k = 4; k < guard.length; k++) {
      losses.add(guard[k]);
    }
    double[] counts = numbers(arrays, COUNTS, -1, 0);
    List<List<INDArray>> moments = new ArrayList<>();
    while (arrays.containsKey(STATE + moments.size())) {
      moments.add(arrays.get(STATE + moments.size()));
    }
    return new EngineState(
        losses,
        arrays.getOrDefault(COPY, List.of()),
        guard[3],
        (int) guard[1],
        (int) guard[2],
        guard[0],
        arrays.getOrDefault(VELOCITY, List.of()),
        moments,
        (long) counts[0],
        (long) counts[1]);
  }

  private static INDArray row(double... numbers) {
    return Nd4j.create(numbers, new long[] {1, numbers.length}, 'f');
  }

  private static double[] numbers(
      Map<String, List<INDArray>> arrays, String name, double... absent) {
    return arrays.containsKey(name) ? HostArrays.copy(arrays.get(name).get(0)) : absent;
  }
}
