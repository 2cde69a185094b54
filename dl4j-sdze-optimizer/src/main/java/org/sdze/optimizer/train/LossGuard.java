package org.sdze.optimizer.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.sdze.optimizer.forward.DenseNetwork;
import org.sdze.optimizer.forward.HostArrays;

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

  /**
   * What it remembers but for the copy: the factor, its counts, the loss of the copy, and the
   * recent losses; {@code [1, 4 + losses]}.
   */
  INDArray memory() {
    double[] numbers = new double[4 + recent.size()];
    numbers[0] = dampingFactor;
    numbers[1] = rejected;
    numbers[2] = acceptedSince;
    numbers[3] = copyLoss;
    int next = 4;
    for (double loss : recent) {
      numbers[next++] = loss;
    }
    return Nd4j.create(numbers, new long[] {1, numbers.length}, 'f');
  }

  /** The last good parameters: live. */
  List<INDArray> copy() {
    return copy;
  }

  /**
   * Goes on with what another guard remembered.
   *
   * @param memory as {@link #memory} gave it
   * @param parameters its copy
   */
  void resume(INDArray memory, List<INDArray> parameters) {
    double[] numbers = HostArrays.copy(memory);
    dampingFactor = numbers[0];
    rejected = (int) numbers[1];
    acceptedSince = (int) numbers[2];
    copyLoss = numbers[3];
    recent.clear();
    for (int k = 4; k < numbers.length; k++) {
      recent.addLast(numbers[k]);
    }
    copy = parameters.stream().map(parameter -> parameter.dup('f')).toList();
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
