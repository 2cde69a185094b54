package org.sdze.optimizer.network;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;
import org.sdze.optimizer.subspace.LowRankSubspace;

/**
 * Two-sided differences of the whole loss in a random subspace of some layers' parameters, all
 * moved together (docs/method.md §4a). The parameters are moved in place and come back to the same
 * bits. Owned by one thread.
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
    List<INDArray> matrices = matrices(layers);
    List<INDArray> saved = matrices.stream().map(matrix -> matrix.dup('f')).toList();
    List<INDArray> sums = new ArrayList<>();
    for (int probe = 0; probe < config.probes(); probe++) {
      RandomKey probeKey = key.purpose(Purpose.PROBE).index(probe);
      List<INDArray> draws = new ArrayList<>();
      for (int k = 0; k < subspaces.size(); k++) {
        draws.add(subspaces.get(k).draw(probeKey.index(k)));
      }
      double up = moved(pass, layers, subspaces, draws, saved, config.smoothing());
      double down = moved(pass, layers, subspaces, draws, saved, -config.smoothing());
      double slope = (up - down) / (2 * config.smoothing()) / config.probes();
      for (int k = 0; k < draws.size(); k++) {
        INDArray term = draws.get(k).muli(slope);
        if (probe == 0) {
          sums.add(term);
        } else {
          sums.get(k).addi(term);
        }
      }
    }
    List<LayerGradient> gradients = new ArrayList<>();
    int next = 0;
    for (PassLayer layer : layers) {
      List<ParameterGradient> parts = new ArrayList<>();
      for (int k = 0; k < layer.parameters().size(); k++, next++) {
        parts.add(subspaces.get(next).gradient(sums.get(next)));
      }
      gradients.add(new LayerGradient(layer, parts));
    }
    return gradients;
  }

  private static double moved(
      NetworkPass pass,
      List<PassLayer> layers,
      List<LowRankSubspace> subspaces,
      List<INDArray> draws,
      List<INDArray> saved,
      double size) {
    try {
      for (int k = 0; k < subspaces.size(); k++) {
        subspaces.get(k).move(draws.get(k), size);
      }
      return pass.lossesAgain(layers).sumNumber().doubleValue() / pass.divisor();
    } finally {
      List<INDArray> matrices = matrices(layers);
      for (int k = 0; k < matrices.size(); k++) {
        matrices.get(k).assign(saved.get(k));
      }
    }
  }

  private List<LowRankSubspace> subspaces(List<PassLayer> layers, long epoch) {
    RandomKey key = root.purpose(Purpose.SUBSPACE).index(epoch);
    List<LowRankSubspace> subspaces = new ArrayList<>();
    for (INDArray matrix : matrices(layers)) {
      int side = Math.min(matrix.rows(), matrix.columns());
      int rank = Math.min(config.rank(), side);
      subspaces.add(new LowRankSubspace(matrix, rank, key.index(subspaces.size())));
    }
    return subspaces;
  }

  private static List<INDArray> matrices(List<PassLayer> layers) {
    return layers.stream()
        .flatMap(layer -> layer.parameters().stream())
        .map(Parameter::matrix)
        .toList();
  }
}
