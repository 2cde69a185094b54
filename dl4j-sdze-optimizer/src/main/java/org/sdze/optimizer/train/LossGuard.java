package org.sdze.optimizer.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.forward.DenseNetwork;

/**
 * Watches the loss, which every step measures on points of its own before it changes anything, and
 * brings the last good parameters back when it rises far beyond its recent range.
 *
 * <p>The copy that it keeps is bounded: networks of more than {@link #MAX_COPIED} parameters have
 * none, and go on from where they are, with more damping.
 */
final class LossGuard {

  /** The largest network of which a copy is kept: 64 MiB in single precision. */
  static final long MAX_COPIED = 1 << 24;

  /**
   * What it remembers. The copies are live.
   *
   * @param recent the last accepted losses
   * @param copy the parameters that the last of them was measured at; none for large networks
   * @param copyLoss their loss
   * @param rejected how many steps were undone lately
   * @param acceptedSince how many were not, since then
   * @param dampingFactor the factor of the damping
   */
  record State(
      List<Double> recent,
      List<INDArray> copy,
      double copyLoss,
      int rejected,
      int acceptedSince,
      double dampingFactor) {}

  private static final int WINDOW = 20;
  private static final double FAR_BEYOND = 100;
  private static final int MAX_REJECTED = 5;
  private static final int FORGIVEN_AFTER = 50;
  private static final double STRONGER = 10;

  private final Deque<Double> recent = new ArrayDeque<>();
  private List<INDArray> copy = List.of();
  private double copyLoss = Double.NaN;
  private int rejected;
  private int acceptedSince;
  private double dampingFactor = 1;

  State state() {
    return new State(List.copyOf(recent), copy, copyLoss, rejected, acceptedSince, dampingFactor);
  }

  /** Goes on with what another guard remembered; its copies are taken over. */
  void resume(State state) {
    recent.clear();
    recent.addAll(state.recent());
    copy = state.copy();
    copyLoss = state.copyLoss();
    rejected = state.rejected();
    acceptedSince = state.acceptedSince();
    dampingFactor = state.dampingFactor();
  }

  /** The factor of the damping that the past asks for, at least 1. */
  double dampingFactor() {
    return dampingFactor;
  }

  /**
   * Judges the loss of the network's present parameters.
   *
   * @return whether the step may go on; if not, the last good parameters are back
   * @throws DivergenceException if that happened too often, or there is no way back
   */
  boolean accepts(DenseNetwork network, double loss, long step) {
    boolean finite = !Double.isNaN(loss) && !Double.isInfinite(loss);
    double range = recent.stream().mapToDouble(Math::abs).max().orElse(Double.POSITIVE_INFINITY);
    if (finite && Math.abs(loss) <= FAR_BEYOND * range) {
      accept(network, loss);
      return true;
    }
    restore(network);
    rejected++;
    acceptedSince = 0;
    dampingFactor *= STRONGER;
    if (rejected > MAX_REJECTED || (copy.isEmpty() && !finite)) {
      throw new DivergenceException(step, copyLoss);
    }
    return false;
  }

  private void accept(DenseNetwork network, double loss) {
    recent.addLast(loss);
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    if (++acceptedSince % FORGIVEN_AFTER == 0) {
      rejected = 0;
      dampingFactor = Math.max(1, dampingFactor / STRONGER);
    }
    if (network.parameterCount() <= MAX_COPIED) {
      save(network.parameters());
      copyLoss = loss;
    }
  }

  private void save(List<INDArray> parameters) {
    if (copy.isEmpty()) {
      copy = parameters.stream().map(parameter -> parameter.dup('f')).toList();
      return;
    }
    for (int k = 0; k < copy.size(); k++) {
      copy.get(k).assign(parameters.get(k));
    }
  }

  /** Brings the last good parameters back, if there are any. */
  void restore(DenseNetwork network) {
    List<INDArray> parameters = network.parameters();
    for (int k = 0; k < copy.size(); k++) {
      parameters.get(k).assign(copy.get(k));
    }
    network.changed();
  }
}
