package org.sdze.optimizer.subspace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.argument.Argument;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.estimate.ParameterGradient;
import org.sdze.optimizer.forward.DenseLayer;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.objective.Objective;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * Two-sided differences of a loss in random subspaces of some parameters, all moved together,
 *
 * <pre>ĝ = mean over probes of [L(θ + εZ) − L(θ − εZ)] / (2ε) · Z,    Z = κ U S Vᵀ</pre>
 *
 * in the coordinates S of the subspaces (docs/method.md §4a). The parameters are moved in place and
 * come back from a copy, to the same bits.
 *
 * <p>The frames of a refresh interval are drawn at its first step and kept until it ends: r (m + n)
 * numbers a matrix, nothing a vector. Owned by one thread.
 */
public final class LowRankEstimator {

  private final LowRank config;
  private final RandomKey root;
  private List<LowRankSubspace> subspaces = List.of();
  private long epoch = -1;
  private List<INDArray> saved = List.of(); // used again: fresh arrays cost page faults

  /**
   * An estimator for the steps of one run.
   *
   * @param root the run's key: the frames of a refresh interval come from it
   */
  public LowRankEstimator(LowRank config, RandomKey root) {
    this.config = config;
    this.root = root;
  }

  /** The numbers that the frames and the copy of parameters of these shapes hold. */
  public long numbers(List<INDArray> parameters) {
    long sum = 0;
    for (INDArray parameter : parameters) {
      sum += parameter.length() + (long) config.rank() * (parameter.rows() + parameter.columns());
    }
    return sum;
  }

  /**
   * What the evaluations of one step say.
   *
   * @param gradients in the coordinates of the subspaces, one a parameter; valid until the next
   *     step
   * @param loss the mean over all evaluations
   */
  public record Estimate(List<ParameterGradient> gradients, double loss) {}

  /**
   * Makes two evaluations of an objective a probe, each of the same value. The moments of all
   * parameters begin anew with a refresh interval.
   *
   * @param key the key of the step
   * @param step the step's number, from 0
   * @throws IllegalArgumentException if the rank exceeds the smaller side of a matrix, naming it
   */
  public Estimate estimate(DenseNetwork network, Objective objective, RandomKey key, long step) {
    requireRank(network);
    try {
      return estimate(network.parameters(), key, step, () -> loss(network, objective), since(step));
    } finally {
      network.changed();
    }
  }

  private static double loss(DenseNetwork network, Objective objective) {
    network.changed();
    double sum = 0;
    for (double loss : objective.losses(network)) {
      sum += loss;
    }
    return sum / objective.samples();
  }

  private void requireRank(DenseNetwork network) {
    for (DenseLayer layer : network.layers()) {
      long side = Math.min(layer.inputs(), layer.outputs());
      if (side > 1 && config.rank() > side) {
        throw Argument.refused(
            "rank must be between 1 and the smaller side of the matrix (%d for layer \"%s\"), was %d",
            side, layer.name(), config.rank());
      }
    }
  }

  /**
   * Makes two evaluations a probe. The moments of vectors go on from one refresh interval to the
   * next.
   *
   * @param parameters what is moved, live views {@code [m, n]}: the same ones in every step of a
   *     run. A matrix smaller than the rank moves in all its directions
   * @param key the key of the step
   * @param step the step's number, from 0
   * @param loss evaluates at the parameters' present values
   */
  public Estimate estimate(
      List<INDArray> parameters, RandomKey key, long step, DoubleSupplier loss) {
    return estimate(parameters, key, step, loss, 0);
  }

  private Estimate estimate(
      List<INDArray> parameters, RandomKey key, long step, DoubleSupplier loss, long vectorsSince) {
    refresh(parameters, step / config.refreshInterval());
    save();
    List<INDArray> sums = new ArrayList<>();
    double total = 0;
    for (int probe = 0; probe < config.probes(); probe++) {
      RandomKey probeKey = key.purpose(Purpose.PROBE).index(probe);
      List<INDArray> draws = new ArrayList<>();
      for (int k = 0; k < subspaces.size(); k++) {
        draws.add(subspaces.get(k).draw(probeKey.index(k)));
      }
      double up = moved(draws, config.smoothing(), loss);
      double down = moved(draws, -config.smoothing(), loss);
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
      LowRankSubspace subspace = subspaces.get(k);
      long since = subspace.isOfMatrix() ? since(step) : vectorsSince;
      gradients.add(subspace.gradient(sums.get(k), since));
    }
    return new Estimate(gradients, total / config.probes());
  }

  /** The first step of the refresh interval that a step lies in. */
  private long since(long step) {
    return step - step % config.refreshInterval();
  }

  private void refresh(List<INDArray> parameters, long wanted) {
    if (epoch == wanted) {
      return;
    }
    release();
    subspaces.forEach(LowRankSubspace::release);
    RandomKey key = root.purpose(Purpose.SUBSPACE).index(wanted);
    List<LowRankSubspace> fresh = new ArrayList<>();
    for (INDArray parameter : parameters) {
      long side = Math.min(parameter.rows(), parameter.columns());
      int rank = (int) Math.min(config.rank(), side);
      RandomKey own = key.index(fresh.size());
      fresh.add(ScratchMemory.lasting(() -> new LowRankSubspace(parameter, rank, own)));
    }
    subspaces = fresh;
    epoch = wanted;
  }

  private void save() {
    if (saved.isEmpty()) {
      saved = subspaces.stream().map(each -> ScratchMemory.lastingCopy(each.parameter())).toList();
      return;
    }
    for (int k = 0; k < saved.size(); k++) {
      saved.get(k).assign(subspaces.get(k).parameter());
    }
  }

  /** Frees the copy of the parameters; the next step makes it anew. */
  public void release() {
    saved.forEach(Release::of);
    saved = List.of();
  }

  /** The loss at θ + size · Z; θ comes back before this returns, whatever happens. */
  private double moved(List<INDArray> draws, double size, DoubleSupplier loss) {
    try {
      for (int k = 0; k < subspaces.size(); k++) {
        subspaces.get(k).move(draws.get(k), size);
      }
      return loss.getAsDouble();
    } finally {
      for (int k = 0; k < subspaces.size(); k++) {
        subspaces.get(k).parameter().assign(saved.get(k));
      }
    }
  }
}
