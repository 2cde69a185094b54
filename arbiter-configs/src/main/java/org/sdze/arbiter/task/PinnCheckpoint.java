package org.sdze.arbiter.task;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.arbiter.score.PinnModel.Measurement;
import org.sdze.optimizer.checkpoint.Checkpoint;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.checkpoint.EntryInput;
import org.sdze.optimizer.checkpoint.EntryOutput;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.text.Text;
import org.sdze.optimizer.train.EngineState;
import org.sdze.optimizer.train.TrainingLoop.Status;

/**
 * Where a {@link PinnTraining} stands, as a file: numbers to their last bit, nothing that keys make
 * again.
 *
 * @param status steps, seconds, progress
 * @param peakMebibytes the largest memory so far
 * @param history what was measured
 * @param parameters of the network
 * @param engine what the engine remembers
 * @param span what the directions carry along; null if they compute it afresh
 */
record PinnCheckpoint(
    Status status,
    double peakMebibytes,
    List<Measurement> history,
    List<INDArray> parameters,
    EngineState engine,
    SpanFactor.@Nullable Carried span) {

  private static final int KIND = 0x53504E4E; // "SPNN"

  /**
   * The first had no checksums, so that damage could not be told from what was written; the second
   * left out what the guard watches the parameters by. They are refused, and their candidates are
   * trained again.
   */
  private static final int VERSION = 3;

  private static final int MEASUREMENT = Long.BYTES + 2 * Double.BYTES;

  /** Writes beside the file, then puts it in its place. */
  void write(Path file, String identity) throws IOException {
    Map<String, Checkpoint.Writer> entries = new LinkedHashMap<>();
    entries.put("training", out -> out.text(identity));
    entries.put("status", this::writeStatus);
    entries.put("history", this::writeHistory);
    entries.put("parameters", out -> out.arrays(parameters));
    entries.put("engine", out -> write(out, engine));
    if (span != null) {
      SpanFactor.Carried carried = span;
      entries.put(
          "span",
          out -> {
            out.integer(carried.updates());
            out.arrays(List.of(carried.gram()));
          });
    }
    Checkpoint.write(file, KIND, VERSION, entries);
  }

  private void writeStatus(EntryOutput out) throws IOException {
    out.whole(status.steps());
    out.number(status.seconds());
    out.number(status.progress());
    out.number(peakMebibytes);
  }

  private void writeHistory(EntryOutput out) throws IOException {
    out.integer(history.size());
    for (Measurement measurement : history) {
      out.whole(measurement.steps());
      out.number(measurement.seconds());
      out.number(measurement.value());
    }
  }

  /** Reads an entry. */
  @FunctionalInterface
  private interface Reader<T> {
    T read(EntryInput in) throws IOException;
  }

  /**
   * Reads a file.
   *
   * @param identity of the training that is to go on from it
   * @throws CheckpointException if it is damaged, of another version, or holds numbers that are not
   *     finite
   * @throws IllegalArgumentException if it is of another training
   */
  static PinnCheckpoint read(Path file, String identity) throws IOException {
    Checkpoint saved = Checkpoint.open(file, KIND, VERSION);
    String of = read(saved, "training", EntryInput::text);
    if (!of.equals(identity)) {
      throw new IllegalArgumentException(
          Text.format(
              "the file %s holds the training %s, and cannot be gone on from by %s",
              file, of, identity));
    }
    double[] peak = new double[1];
    Status status =
        read(
            saved,
            "status",
            in -> {
              Status read = new Status(in.whole(), in.number(), in.number());
              peak[0] = in.number();
              return read;
            });
    return new PinnCheckpoint(
        status,
        peak[0],
        read(saved, "history", PinnCheckpoint::readHistory),
        read(saved, "parameters", EntryInput::arrays),
        read(saved, "engine", PinnCheckpoint::readEngine),
        saved.has("span") ? read(saved, "span", PinnCheckpoint::readSpan) : null);
  }

  /**
   * Checks that the parameters are those of a network.
   *
   * @throws CheckpointException if not
   */
  void requireParametersLike(List<INDArray> wanted, Path file) throws CheckpointException {
    boolean isSame = parameters.size() == wanted.size();
    for (int k = 0; isSame && k < wanted.size(); k++) {
      isSame = parameters.get(k).equalShapes(wanted.get(k));
    }
    if (!isSame) {
      throw new CheckpointException(
          Text.format("%s holds parameters of another shape than the network's", file));
    }
  }

  private static <T> T read(Checkpoint saved, String name, Reader<T> reader) throws IOException {
    try (EntryInput in = saved.entry(name)) {
      T read = reader.read(in);
      in.end();
      return read;
    }
  }

  private static List<Measurement> readHistory(EntryInput in) throws IOException {
    List<Measurement> history = new ArrayList<>();
    for (int left = in.count(MEASUREMENT); left > 0; left--) {
      history.add(new Measurement(in.whole(), in.number(), in.number()));
    }
    return history;
  }

  private static SpanFactor.Carried readSpan(EntryInput in) throws IOException {
    int updates = in.integer();
    return new SpanFactor.Carried(in.arrays().get(0), updates);
  }

  private static void write(EntryOutput out, EngineState engine) throws IOException {
    write(out, engine.recentLosses());
    out.arrays(engine.goodParameters());
    out.number(engine.goodLoss());
    out.integer(engine.rejected());
    out.integer(engine.acceptedSince());
    out.number(engine.dampingFactor());
    out.arrays(engine.velocity());
    out.integer(engine.moments().size());
    for (List<INDArray> arrays : engine.moments()) {
      out.arrays(arrays);
    }
    out.whole(engine.momentsEpoch());
    out.whole(engine.momentsSince());
    write(out, engine.watch());
  }

  private static void write(EntryOutput out, List<Double> numbers) throws IOException {
    out.integer(numbers.size());
    for (double number : numbers) {
      out.number(number);
    }
  }

  private static EngineState readEngine(EntryInput in) throws IOException {
    List<Double> recentLosses = readNumbers(in);
    List<INDArray> goodParameters = in.arrays();
    double goodLoss = in.number();
    int rejected = in.integer();
    int acceptedSince = in.integer();
    double dampingFactor = in.number();
    List<INDArray> velocity = in.arrays();
    List<List<INDArray>> moments = new ArrayList<>();
    for (int left = in.count(Integer.BYTES); left > 0; left--) {
      moments.add(in.arrays());
    }
    return new EngineState(
        recentLosses,
        goodParameters,
        goodLoss,
        rejected,
        acceptedSince,
        dampingFactor,
        velocity,
        moments,
        in.whole(),
        in.whole(),
        readNumbers(in));
  }

  private static List<Double> readNumbers(EntryInput in) throws IOException {
    List<Double> numbers = new ArrayList<>();
    for (int left = in.count(Double.BYTES); left > 0; left--) {
      numbers.add(in.number());
    }
    return numbers;
  }
}
