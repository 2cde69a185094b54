package org.sdze.optimizer.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.checkpoint.EntryInput;
import org.sdze.optimizer.checkpoint.EntryOutput;
import org.sdze.optimizer.checkpoint.EntryText;

/**
 * What a {@link Trainer} remembers between steps, and nothing else: no generator and no bases,
 * which keys make again.
 *
 * <p>Its parts have names: {@value #GUARD} and {@value #WATCH} of the guard, {@value #VELOCITY} of
 * Gauss–Newton's momentum, {@value #DAMPING} of a damping that follows the loss, {@value #MOMENTS}
 * and a parameter's name, {@value #FEEDBACK} and a layer's; {@value #AVERAGE} where weights are
 * averaged, and the same with a parameter's name.
 *
 * @param steps the number of steps made
 * @param parts what there is to remember, by name
 */
public record TrainingState(long steps, Map<String, Part> parts) {

  static final String GUARD = "guard";
  static final String WATCH = "watch";
  static final String VELOCITY = "velocity";
  static final String DAMPING = "damping";
  static final String MOMENTS = "moments ";
  static final String FEEDBACK = "feedback ";
  static final String AVERAGE = "average ";

  private static final int VERSION = 3;

  /** The largest network of which a text holds the guard's copy of the parameters. */
  private static final long MAX_GUARDED = 1 << 20;

  /**
   * One thing that is remembered.
   *
   * @param numbers any numbers
   * @param arrays matrices of finite numbers, which are live: they are written, or copied, before
   *     the next step
   */
  public record Part(List<Double> numbers, List<INDArray> arrays) {

    /** Nothing. */
    static final Part NONE = new Part(List.of(), List.of());
  }

  /** No step made. */
  public static TrainingState empty() {
    return new TrainingState(0, Map.of());
  }

  /** What is remembered under a name; nothing if there is no such part. */
  public Part part(String name) {
    return parts.getOrDefault(name, Part.NONE);
  }

  /** Whether it is one of weights that are averaged. */
  public boolean isAveraged() {
    return parts.containsKey(AVERAGE);
  }

  /**
   * The state as text. The guard's copy is left out for more than a million parameters: the first
   * step of what goes on from there is not judged.
   */
  public String text() {
    Map<String, Part> kept = new TreeMap<>(parts);
    kept.computeIfPresent(
        GUARD,
        (name, guard) ->
            LossGuard.count(guard.arrays()) > MAX_GUARDED
                ? new Part(guard.numbers(), List.of())
                : guard);
    return EntryText.write(VERSION, new TrainingState(steps, kept)::write);
  }

  /**
   * The state that a text holds.
   *
   * @throws IllegalArgumentException if it holds none, one of another version, a damaged one or one
   *     with numbers that are not finite; its cause is a {@link
   *     org.sdze.optimizer.checkpoint.CheckpointException}
   */
  public static TrainingState ofText(String text) {
    return EntryText.read(
        text,
        "the state saved with the network",
        VERSION,
        (version, in) -> version < VERSION ? FormerState.ofText(in) : read(in));
  }

  /** Writes it as an entry. */
  public void write(EntryOutput out) throws IOException {
    out.whole(steps);
    out.integer(parts.size());
    for (Map.Entry<String, Part> each : parts.entrySet()) {
      out.text(each.getKey());
      out.numbers(each.getValue().numbers());
      out.arrays(each.getValue().arrays());
    }
  }

  /** Reads what {@link #write} has written. */
  public static TrainingState read(EntryInput in) throws IOException {
    long steps = in.whole();
    Map<String, Part> parts = new TreeMap<>();
    for (int left = in.count(Short.BYTES + 2 * Integer.BYTES); left > 0; left--) {
      String name = in.text();
      parts.put(name, new Part(in.numbers(), in.arrays()));
    }
    return new TrainingState(steps, parts);
  }

  /**
   * Reads the entry that solves were saved with before their state had parts.
   *
   * @param steps the number of steps made
   */
  public static TrainingState readFormer(EntryInput in, long steps) throws IOException {
    return FormerState.ofSolve(in, steps);
  }
}
