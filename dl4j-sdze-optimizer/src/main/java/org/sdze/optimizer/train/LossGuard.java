package org.sdze.optimizer.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.algebra.Elementwise;
import org.sdze.optimizer.forward.Release;
import org.sdze.optimizer.memory.ScratchMemory;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.TrainingState.Part;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges every step by its own samples' loss before and after it, and undoes one that made it far
 * worse.
 *
 * <p>A loss far beyond those of the last steps is no more than an alarm: the samples may be others.
 * Only then the same samples are evaluated again, at the parameters from before the last step. If
 * the step explains the loss they come back; if not, training goes on. Without a {@link Guard} a
 * run ends at a loss that is not finite.
 *
 * <p>The copy of those parameters is bounded: networks of more than {@link #MAX_COPIED} have none,
 * and nothing but a loss that is not finite ends their training. Nor is there a copy after somebody
 * else has set the parameters: they are where training begins anew. Owned by one thread.
 */
final class LossGuard {

  /** The largest network of which a copy is kept: 64 MiB in single precision. */
  static final long MAX_COPIED = 1 << 24;

  /** What was done to the parameters since the last step. */
  enum Change {
    /** Nothing. */
    NONE,
    /** Hardly more than the step itself has moved them, as a constraint would. */
    SLIGHT,
    /** They are others: what was learned at the old ones does not hold. */
    FAR
  }

  private static final Logger LOG = LoggerFactory.getLogger(LossGuard.class);

  private static final int OTHERS = 4; // numbers of a state that are no losses
  private static final int WINDOW = 20;
  private static final int FORGIVEN_AFTER = 50;
  private static final double STRONGER = 10;

  private final @Nullable Guard guard;
  private final ParameterWatch watch = new ParameterWatch();
  private final Deque<Double> recent = new ArrayDeque<>();
  private List<INDArray> copy = List.of();
  private double copyLoss = Double.NaN;
  private int rejected;
  private int acceptedSince;
  private double dampingFactor = 1;
  private boolean hasUndone;

  /** A guard that has seen nothing; null for one that undoes no step. */
  LossGuard(@Nullable Guard guard) {
    this.guard = guard;
  }

  /** Adds what it remembers to a state; its copy is live. */
  void addTo(Map<String, Part> parts) {
    if (!recent.isEmpty()) {
      List<Double> numbers = new ArrayList<>();
      numbers.addAll(List.of(dampingFactor, (double) rejected, (double) acceptedSince, copyLoss));
      numbers.addAll(recent);
      parts.put(TrainingState.GUARD, new Part(numbers, copy));
    }
    double[] watched = watch.numbers();
    if (watched.length > 0) {
      parts.put(TrainingState.WATCH, new Part(Arrays.stream(watched).boxed().toList(), List.of()));
    }
  }

  /** Goes on with what another guard remembered; its copy is taken over. */
  void resume(TrainingState state) {
    forget();
    Part saved = state.part(TrainingState.GUARD);
    if (saved.numbers().size() >= OTHERS) {
      dampingFactor = saved.numbers().get(0);
      rejected = saved.numbers().get(1).intValue();
      acceptedSince = saved.numbers().get(2).intValue();
      copyLoss = saved.numbers().get(3);
      recent.addAll(saved.numbers().subList(OTHERS, saved.numbers().size()));
      copy = saved.arrays();
    }
    watch.resume(
        state.part(TrainingState.WATCH).numbers().stream()
            .mapToDouble(Double::doubleValue)
            .toArray());
  }

  private void forget() {
    recent.clear();
    copy = List.of();
    copyLoss = Double.NaN;
    rejected = 0;
    acceptedSince = 0;
    dampingFactor = 1;
  }

  /**
   * The numbers that its copy of a network with such parameters holds, and what is beside it while
   * the two change places.
   */
  long numbers(List<INDArray> parameters) {
    return isCopied(parameters)
        ? count(parameters) + parameters.stream().mapToLong(INDArray::length).max().orElse(0)
        : 0;
  }

  private boolean isCopied(List<INDArray> parameters) {
    return guard != null && count(parameters) <= MAX_COPIED;
  }

  /** How many numbers there are. */
  static long count(List<INDArray> parameters) {
    return parameters.stream().mapToLong(INDArray::length).sum();
  }

  /** The factor of the damping that the past asks for, at least 1. */
  double dampingFactor() {
    return dampingFactor;
  }

  /**
   * Begins a step. Where somebody else has set other parameters since the last one, all that was
   * remembered of the old ones is forgotten.
   *
   * @param parameters all of them, live, in the same order at every call
   * @return what was done to them
   */
  Change begin(List<INDArray> parameters) {
    hasUndone = false;
    Change change = watch.begin(parameters);
    if (change == Change.FAR) {
      forget();
    }
    return change;
  }

  /**
   * Ends it: whoever changes the parameters from now on is somebody else.
   *
   * @param stretch how many times as far as the parameters the step has moved what they average
   */
  void end(List<INDArray> parameters, double stretch) {
    watch.end(parameters, stretch);
  }

  /** Whether the last judgement has brought older parameters back. */
  boolean hasUndone() {
    return hasUndone;
  }

  /** Lets somebody change the parameters as a part of the step that was made last. */
  void amend(List<INDArray> parameters, Runnable change) {
    watch.amend(parameters, change);
  }

  /**
   * Judges the step that led to a network's present parameters.
   *
   * @param parameters as in {@link #begin}
   * @param loss that of the samples of the step that is under way
   * @param again evaluates the same samples at whatever the parameters then are. Called at an alarm
   *     alone: what was derived from the parameters before has to be derived again
   * @return whether the next step may be made; if not, the parameters from before the last one are
   *     back
   * @throws DivergenceException if that happened too often, or there is no way back
   */
  boolean accepts(List<INDArray> parameters, double loss, long step, DoubleSupplier again) {
    hasUndone = false;
    if (guard == null || copy.isEmpty()) {
      requireFinite(loss, step, parameters);
    } else if (isAlarm(loss) && !isInnocent(parameters, loss, step, again)) {
      return false;
    }
    accept(parameters, loss);
    return true;
  }

  private boolean isAlarm(double loss) {
    double range = recent.stream().mapToDouble(Math::abs).max().orElse(0);
    // A batch that is masked as a whole has a loss of 0, which is no range.
    return !Double.isFinite(loss) || (range > 0 && Math.abs(loss) > guard.factor() * range);
  }

  private void requireFinite(double loss, long step, List<INDArray> parameters) {
    if (Double.isFinite(loss)) {
      return;
    }
    String without =
        guard == null
            ? "there is no guard that could undo the last step (guard(true) of Sdze's builder)"
            : isCopied(parameters)
                ? "the guard has no earlier parameters to compare with: look at the data, and at the"
                    + " parameters that training began from"
                : "the guard keeps no copy of more than "
                    + MAX_COPIED
                    + " parameters that it could bring back";
    throw new DivergenceException(step, copyLoss, "the loss is " + loss + ", and " + without);
  }

  /** Whether the last step is not what makes the loss so large. If it is, it is undone. */
  private boolean isInnocent(
      List<INDArray> parameters, double loss, long step, DoubleSupplier again) {
    double before = Double.NaN;
    boolean isUndone = false;
    swap(parameters);
    try {
      before = again.getAsDouble();
      if (!Double.isFinite(before) && !Double.isFinite(loss)) {
        isUndone = true;
        throw new DivergenceException(
            step,
            copyLoss,
            "the loss of these samples is "
                + loss
                + ", and was "
                + before
                + " before the last step, too, which the guard has undone: look at the data");
      }
      isUndone = !Double.isFinite(loss) || loss - before > (guard.factor() - 1) * Math.abs(before);
    } finally {
      hasUndone = isUndone;
      if (isUndone) {
        save(parameters);
      } else {
        swap(parameters);
      }
    }
    if (!isUndone) {
      return true;
    }
    rejected++;
    acceptedSince = 0;
    dampingFactor *= STRONGER;
    String found =
        Text.format(
            "the guard has undone the last step, which took the loss of the same samples from %.3g to %.3g, more than %s times",
            before, loss, guard.factor());
    if (rejected > guard.retries()) {
      throw new DivergenceException(
          step, copyLoss, found + ", as it had undone " + (rejected - 1) + " before");
    }
    LOG.warn("step {}: {} (guardFactor of Sdze's builder; guard(false) turns it off)", step, found);
    return false;
  }

  private void accept(List<INDArray> parameters, double loss) {
    copyLoss = loss;
    if (guard == null) {
      return;
    }
    recent.addLast(loss);
    if (recent.size() > WINDOW) {
      recent.removeFirst();
    }
    if (++acceptedSince % FORGIVEN_AFTER == 0) {
      rejected = 0;
      dampingFactor = Math.max(1, dampingFactor / STRONGER);
    }
    if (isCopied(parameters)) {
      save(parameters);
    }
  }

  private void save(List<INDArray> parameters) {
    if (copy.isEmpty()) {
      copy = parameters.stream().map(ScratchMemory::lastingCopy).toList();
      return;
    }
    for (int k = 0; k < copy.size(); k++) {
      Elementwise.assign(copy.get(k), parameters.get(k));
    }
  }

  /** The parameters and their copy change places. */
  private void swap(List<INDArray> parameters) {
    for (int k = 0; k < copy.size(); k++) {
      INDArray present = parameters.get(k).dup('f');
      parameters.get(k).assign(copy.get(k));
      copy.get(k).assign(present);
      Release.of(present);
    }
  }
}
