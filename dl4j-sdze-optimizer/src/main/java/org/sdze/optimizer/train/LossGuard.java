package org.sdze.optimizer.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Watches the loss, which every step measures on points of its own before it changes anything, and
 * brings the last good parameters back when it rises far beyond its recent range. Without a {@link
 * Guard} it ends a run whose loss is not finite, and keeps nothing.
 *
 * <p>The copy that it keeps is bounded: networks of more than {@link #MAX_COPIED} parameters have
 * none, and go on from where they are, with more damping. Owned by one thread.
 */
public final class LossGuard {

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
  public record State(
      List<Double> recent,
      List<INDArray> copy,
      double copyLoss,
      int rejected,
      int acceptedSince,
      double dampingFactor) {

    /** Nothing seen yet. */
    public static final State EMPTY = new State(List.of(), List.of(), Double.NaN, 0, 0, 1);

    private static final int OTHERS = 4; // numbers that are no losses

    /** All but the copy, as numbers. */
    public double[] numbers() {
      double[] numbers = new double[OTHERS + recent.size()];
      numbers[0] = dampingFactor;
      numbers[1] = rejected;
      numbers[2] = acceptedSince;
      numbers[3] = copyLoss;
      for (int k = 0; k < recent.size(); k++) {
        numbers[OTHERS + k] = recent.get(k);
      }
      return numbers;
    }

    /** What {@link #numbers} gave, with its copy. */
    public static State of(double[] numbers, List<INDArray> copy) {
      List<Double> recent = new ArrayList<>();
      for (int k = OTHERS; k < numbers.length; k++) {
        recent.add(numbers[k]);
      }
      return new State(recent, copy, numbers[3], (int) numbers[1], (int) numbers[2], numbers[0]);
    }
  }

  private static final int WINDOW = 20;
  private static final int FORGIVEN_AFTER = 50;
  private static final double STRONGER = 10;

  private final @Nullable Guard guard;
  private final Deque<Double> recent = new ArrayDeque<>();
  private List<INDArray> copy = List.of();
  private double copyLoss = Double.NaN;
  private int rejected;
  private int acceptedSince;
  private double dampingFactor = 1;

  /** A guard that has seen nothing; null for one that undoes no step. */
  public LossGuard(@Nullable Guard guard) {
    this.guard = guard;
  }

  /** What it remembers. */
  public State state() {
    return new State(List.copyOf(recent), copy, copyLoss, rejected, acceptedSince, dampingFactor);
  }

  /** Goes on with what another guard remembered; its copies are taken over. */
  public void resume(State state) {
    recent.clear();
    recent.addAll(state.recent());
    copy = state.copy();
    copyLoss = state.copyLoss();
    rejected = state.rejected();
    acceptedSince = state.acceptedSince();
    dampingFactor = state.dampingFactor();
  }

  /** The numbers that its copy of a network with so many parameters holds. */
  public long numbers(long parameters) {
    return guard == null || parameters > MAX_COPIED ? 0 : parameters;
  }

  /** The factor of the damping that the past asks for, at least 1. */
  public double dampingFactor() {
    return dampingFactor;
  }

  /**
   * Judges the loss of a network's present parameters.
   *
   * @param parameters all of them, live, in the same order at every call
   * @return whether the step may go on; if not, the last good parameters are back
   * @throws DivergenceException if that happened too often, or there is no way back
   */
  public boolean accepts(List<INDArray> parameters, double loss, long step) {
    boolean finite = !Double.isNaN(loss) && !Double.isInfinite(loss);
    if (guard == null) {
      if (!finite) {
        throw new DivergenceException(step, copyLoss);
      }
      copyLoss = loss;
      return true;
    }
    double range = recent.stream().mapToDouble(Math::abs).max().orElse(Double.POSITIVE_INFINITY);
    if (finite && Math.abs(loss) <= guard.factor() * range) {
      accept(parameters, loss);
      return true;
    }
    restore(parameters);
    rejected++;
    acceptedSince = 0;
    dampingFactor *= STRONGER;
    if (rejected > guard.retries() || (copy.isEmpty() && !finite)) {
      throw new DivergenceException(step, copyLoss);
    }
    return false;
  }

  private void accept(List<INDArray> parameters, double loss) {
    recent.addLast(loss);
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    if (++acceptedSince % FORGIVEN_AFTER == 0) {
      rejected = 0;
      dampingFactor = Math.max(1, dampingFactor / STRONGER);
    }
    if (numbers(parameters.stream().mapToLong(INDArray::length).sum()) > 0) {
      save(parameters);
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
  private void restore(List<INDArray> parameters) {
    for (int k = 0; k < copy.size(); k++) {
      parameters.get(k).assign(copy.get(k));
    }
  }
}
