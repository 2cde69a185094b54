package org.sdze.optimizer.network;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a trainer remembers between steps, and nothing else: no generator and no bases, which keys
 * make again. The arrays are live.
 *
 * @param steps the number of steps made
 * @param feedback the arrays of the learned feedback, by layer
 * @param moments the arrays of the step rule, by parameter
 * @param beginnings the step at which each of those began
 */
public record TrainerState(
    long steps,
    Map<String, List<INDArray>> feedback,
    Map<String, List<INDArray>> moments,
    Map<String, Long> beginnings) {

  /** No step made. */
  public static TrainerState empty() {
    return new TrainerState(0, Map.of(), Map.of(), Map.of());
  }
}
