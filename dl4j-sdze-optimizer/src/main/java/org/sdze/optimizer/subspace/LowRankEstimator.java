package org.sdze.optimizer.subspace;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.GradientEstimate;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * Two-sided differences of the loss in a low-rank random subspace of the parameters,
 *
 * <pre>ĝ = mean over probes of [L(θ + εZ) − L(θ − εZ)] / (2ε) · Z,    Z = κ U S Vᵀ,</pre>
 *
 * in the coordinates S (docs/method.md §4a). The parameters are moved in place and restored from a
 * copy, to the same bits. Owned by one thread.
 */
public final class LowRankEstimator {

  private final LowRank config;
  private final RandomKey root;
  private List<LowRankSubspace> subspaces = List.of();
  private long epoch = -1;
  private List<INDArray> saved = List.of();

  /**
   * An estimator for the steps of one run.
   *
   * @param root the run's key: the frames of a refresh interval come from it
   */
  public LowRankEstimator(LowRank config, RandomKey root) {
    this.config = config;
    this.root = root;
  }

  /**
   * An estimate and the loss that it was made from.
   *
   * @param gradient in the coordinates of the subspace
   * @param loss the mean of the loss over all evaluations
   */
  public record Estimate(GradientEstimate gradient, double loss) {}

  /** The refresh interval that a step lies in: coordinates of two of them do not compare. */
  public long epoch(long step) {
    return step / config.refreshInterval();
  }

  /**
   * Makes an estimate: two evaluations of the objective a probe, each of the same value.
   *
   * @param key the key of the step
   * @param step the step's number, from 0
   * @throws IllegalArgumentException if the rank exceeds the smaller side of a matrix, naming it
   */
  public Estimate estimate(DenseNetwork network, Objective objective, RandomKey key, long step) {
    refresh(network, epoch(step));
    List<INDArray> parameters = network.parameters();
    save(parameters);
    List<INDArray> sums = new ArrayList<>();
    double total = 0;
    for (int probe = 0; probe < config.probes(); probe++) {
      RandomKey probeKey = key.purpose(Purpose.PROBE).index(probe);
      List<INDArray> draws = new ArrayList<>();
      for (int k = 0; k < subspaces.size(); k++) {
        draws.add(subspaces.get(k).draw(probeKey.index(k)));
      }
      double up = moved(network, objective, draws, config.smoothing());
      double down = moved(network, objective, draws, -config.smoothing());
      total += (up + down) / 2;
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
    List<ParameterGradient> gradients = new ArrayList<>();
    for (int k = 0; k < sums.size(); k++) {
      gradients.add(subspaces.get(k).gradient(sums.get(k)));
    }
    return new Estimate(new GradientEstimate(network, gradients), total / config.probes());
  }

  /** The loss at θ + scale · Z; θ comes back before this returns, whatever happens. */
  private double moved(
      DenseNetwork network, Objective objective, List<INDArray> draws, double scale) {
    try {
      for (int k = 0; k < draws.size(); k++) {
        subspaces.get(k).move(draws.get(k), scale);
      }
      network.changed();
      double sum = 0;
      for (double loss : objective.losses(network)) {
        sum += loss;
      }
      return sum / objective.samples();
    } finally {
      List<INDArray> parameters = network.parameters();
      for (int k = 0; k < parameters.size(); k++) {
        parameters.get(k).assign(saved.get(k));
      }
      network.changed();
    }
  }

  private void save(List<INDArray> parameters) {
    if (saved.isEmpty()) {
      saved = parameters.stream().map(parameter -> parameter.dup('f')).toList();
    } else {
      for (int k = 0; k < saved.size(); k++) {
        saved.get(k).assign(parameters.get(k));
      }
    }
  }

  private void refresh(DenseNetwork network, long wanted) {
    if (epoch == wanted) {
      return;
    }
    for (DenseLayer layer : network.layers()) {
      long side = Math.min(layer.inputs(), layer.outputs());
      if (side > 1 && config.rank() > side) {
        throw new IllegalArgumentException(
            "rank must be between 1 and the smaller side of the matrix (%d for layer \"%s\"), was %d"
                .formatted(side, layer.name(), config.rank()));
      }
    }
    RandomKey key = root.purpose(Purpose.SUBSPACE).index(wanted);
    List<LowRankSubspace> fresh = new ArrayList<>();
    for (INDArray parameter : network.parameters()) {
      fresh.add(new LowRankSubspace(parameter, config.rank(), key.index(fresh.size())));
    }
    subspaces = fresh;
    epoch = wanted;
  }
}
