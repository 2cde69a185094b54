package org.sdze.optimizer.subspace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.credit.LowRank;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.random.Purpose;
import org.sdze.optimizer.random.RandomKey;

/**
 * Two-sided differences of a loss in random subspaces of some parameters, all moved together,
 *
 * <pre>ĝ = mean over probes of [L(θ + εZ) − L(θ − εZ)] / (2ε) · Z</pre>
 *
 * in the coordinates of the subspaces (docs/method.md §4a). The parameters are moved in place and
 * come back from a copy, to the same bits. Owned by one thread.
 */
public final class SubspaceDifferences {

  private final LowRank config;
  private final List<LowRankSubspace> subspaces;
  private List<INDArray> saved = List.of(); // used again: fresh arrays cost page faults

  /**
   * Differences in the subspaces of one refresh interval.
   *
   * @param config probes and smoothing
   * @param subspaces of the parameters, one each
   */
  public SubspaceDifferences(LowRank config, List<LowRankSubspace> subspaces) {
    this.config = config;
    this.subspaces = List.copyOf(subspaces);
  }

  /**
   * What the evaluations of one step say.
   *
   * @param coordinates of the gradient, one array a subspace
   * @param loss the mean over all evaluations
   */
  public record Slope(List<INDArray> coordinates, double loss) {}

  /**
   * Makes two evaluations a probe.
   *
   * @param key the key of the step
   * @param loss evaluates at the parameters' present values
   */
  public Slope slope(RandomKey key, DoubleSupplier loss) {
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
    return new Slope(sums, total / config.probes());
  }

  private void save() {
    if (saved.isEmpty()) {
      saved = subspaces.stream().map(each -> each.parameter().dup('f')).toList();
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
