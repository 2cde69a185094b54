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
import org.sdze.optimizer.train.LossGuard;

/** An engine's state as the named arrays of a {@link TrainerState}, which travel with a network. */
final class EngineArrays {

  private static final String VELOCITY = "velocity";
  private static final String COUNTS = "counts"; // the moments' epoch and first step
  private static final String STATE = "state"; // and a parameter's number

  private EngineArrays() {}

  /** The state after so many steps. Its large arrays are the engine's own. */
  static TrainerState state(EngineState engine, long steps) {
    Map<String, List<INDArray>> arrays = new TreeMap<>();
    if (!engine.velocity().isEmpty()) {
      arrays.put(VELOCITY, engine.velocity());
    }
    arrays.putAll(TrainerState.arrays(guard(engine)));
    if (!engine.moments().isEmpty()) {
      arrays.put(
          COUNTS, List.of(row((double) engine.momentsEpoch(), (double) engine.momentsSince())));
    }
    for (int k = 0; k < engine.moments().size(); k++) {
      arrays.put(STATE + k, engine.moments().get(k));
    }
    return new TrainerState(steps, Map.of(), arrays, Map.of());
  }

  private static LossGuard.State guard(EngineState engine) {
    return new LossGuard.State(
        engine.recentLosses(),
        engine.goodParameters(),
        engine.goodLoss(),
        engine.rejected(),
        engine.acceptedSince(),
        engine.dampingFactor(),
        engine.watch());
  }

  /** The engine's state in a trainer's; that of a new engine if there is none. */
  static EngineState read(TrainerState state) {
    Map<String, List<INDArray>> arrays = state.moments();
    LossGuard.State guard = state.guard();
    double[] counts = numbers(arrays, COUNTS, -1, 0);
    List<List<INDArray>> moments = new ArrayList<>();
    while (arrays.containsKey(STATE + moments.size())) {
      moments.add(arrays.get(STATE + moments.size()));
    }
    return new EngineState(
        guard.recent(),
        guard.copy(),
        guard.copyLoss(),
        guard.rejected(),
        guard.acceptedSince(),
        guard.dampingFactor(),
        arrays.getOrDefault(VELOCITY, List.of()),
        moments,
        (long) counts[0],
        (long) counts[1],
        guard.watch());
  }

  private static INDArray row(double... numbers) {
    return Nd4j.create(numbers, new long[] {1, numbers.length}, 'f');
  }

  private static double[] numbers(
      Map<String, List<INDArray>> arrays, String name, double... absent) {
    return arrays.containsKey(name) ? HostArrays.copy(arrays.get(name).get(0)) : absent;
  }
}
