package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.step.FirstOrderRule;
import org.sdze.optimizer.subspace.SubspaceDifferences;

/**
 * Estimates the gradients of some layers of a pass by {@link SubspaceDifferences} of the whole
 * loss. Owned by one thread.
 */
final class SubspaceEstimator {

  private final LowRank config;
  private final SubspaceDifferences differences;

  /**
   * An estimator for the steps of one run.
   *
   * @param root the run's key: the frames of a refresh interval come from it
   */
  SubspaceEstimator(LowRank config, RandomKey root) {
    this.config = config;
    this.differences = new SubspaceDifferences(config, root);
  }

  /** The refresh interval that a step lies in: coordinates of two of them do not compare. */
  long epoch(long step) {
    return differences.epoch(step);
  }

  /** The numbers that moving these layers takes, with what a rule remembers of the coordinates. */
  long numbers(List<PassLayer> layers, FirstOrderRule rule) {
    List<INDArray> moved = matrices(layers);
    long sum = differences.numbers(moved);
    for (INDArray matrix : moved) {
      long side = Math.min(matrix.rows(), matrix.columns());
      long rank = Math.min(config.rank(), side);
      sum += side > 1 ? rule.numbers(rank, rank) : rule.numbers(matrix.rows(), matrix.columns());
    }
    return sum;
  }

  private static List<INDArray> matrices(List<PassLayer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .map(Parameter::matrix)
        .toList();
  }

  /**
   * The gradients of the layers, in the coordinates of their subspaces.
   *
   * @param layers what is moved: the same in every step
   * @param key the key of the step
   * @param step the step's number, from 0
   */
  List<LayerGradient> estimate(NetworkPass pass, List<PassLayer> layers, RandomKey key, long step) {
    SubspaceDifferences.Slope slope =
        differences.slope(
            matrices(layers),
            key,
            step,
            () -> pass.lossesAgain(layers).sumNumber().doubleValue() / pass.divisor());
    differences.release(); // between steps there is no copy of the parameters
    List<LayerGradient> gradients = new ArrayList<>();
    int next = 0;
    for (PassLayer layer : layers) {
      int end = next + layer.parameters().size();
      gradients.add(new LayerGradient(layer, slope.gradients().subList(next, end), List.of()));
      next = end;
    }
    return gradients;
  }
}
