package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.LowRankSubspace;
import org.sdze.optimizer.subspace.SubspaceDifferences;

/**
 * Estimates the gradients of some layers of a pass by {@link SubspaceDifferences} of the whole
 * loss. Stateless but for its key.
 */
final class SubspaceEstimator {

  private final LowRank config;
  private final RandomKey root;

  /**
   * An estimator for the steps of one run.
   *
   * @param root the run's key: the frames of a refresh interval come from it
   */
  SubspaceEstimator(LowRank config, RandomKey root) {
    this.config = config;
    this.root = root;
  }

  /** The refresh interval that a step lies in: coordinates of two of them do not compare. */
  long epoch(long step) {
    return step / config.refreshInterval();
  }

  /**
   * The gradients of the layers, in the coordinates of their subspaces.
   *
   * @param layers what is moved
   * @param key the key of the step
   * @param step the step's number, from 0
   */
  List<LayerGradient> estimate(NetworkPass pass, List<PassLayer> layers, RandomKey key, long step) {
    List<LowRankSubspace> subspaces = subspaces(layers, epoch(step));
    SubspaceDifferences differences = new SubspaceDifferences(config, subspaces);
    SubspaceDifferences.Slope slope =
        differences.slope(
            key, () -> pass.lossesAgain(layers).sumNumber().doubleValue() / pass.divisor());
    differences.release();
    List<LayerGradient> gradients = new ArrayList<>();
    int next = 0;
    for (PassLayer layer : layers) {
      List<ParameterGradient> parts = new ArrayList<>();
      for (int k = 0; k < layer.parameters().size(); k++, next++) {
        parts.add(subspaces.get(next).gradient(slope.coordinates().get(next)));
      }
      gradients.add(new LayerGradient(layer, parts, List.of()));
    }
    return gradients;
  }

  private List<LowRankSubspace> subspaces(List<PassLayer> layers, long epoch) {
    RandomKey key = root.purpose(Purpose.SUBSPACE).index(epoch);
    List<LowRankSubspace> subspaces = new ArrayList<>();
    for (PassLayer layer : layers) {
      for (Parameter parameter : layer.parameters()) {
        INDArray matrix = parameter.matrix();
        int rank = Math.min(config.rank(), Math.min(matrix.rows(), matrix.columns()));
        subspaces.add(new LowRankSubspace(matrix, rank, key.index(subspaces.size())));
      }
    }
    return subspaces;
  }
}
