package org.sdze.pinn.solve;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.sdze.optimizer.checkpoint.Checkpoint;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.checkpoint.EntryInput;
import org.sdze.optimizer.checkpoint.EntryOutput;
import org.sdze.optimizer.forward.SpanFactor;
import org.sdze.optimizer.train.TrainingLoop.Status;
import org.sdze.optimizer.train.TrainingState;

/**
 * Where a {@link Solve} stands, as a file: numbers to their last bit, nothing that keys make again.
 * It is what a search leaves between the rungs of halving, too.
 *
 * @param settings what was asked for, by name
 * @param notes of whoever saved it, of no meaning to the solve
 * @param status steps, seconds, progress
 * @param peakMebibytes the largest memory so far
 * @param history what is known of every step
 * @param parameters of the network
 * @param state what the trainer remembers
 * @param span what the directions carry along; null if they compute it afresh
 */
record SolveCheckpoint(
    Map<String, String> settings,
    Map<String, String> notes,
    Status status,
    double peakMebibytes,
    History history,
    List<INDArray> parameters,
    TrainingState state,
    SpanFactor.@Nullable Carried span) {

  private static final int KIND = 0x53444553; // "SDES"

  private static final int VERSION = 2;

  /** What the first files call settings. */
  private static final Map<String, String> FORMER_NAMES =
      Map.of("estimator", "credit", "step-rule", "rule", "refresh", "refresh-interval");

  private static final int ROW = Long.BYTES + 5 * Double.BYTES;

  /** Writes beside the file, then puts it in its place. */
  void write(Path file) throws IOException {
    Map<String, Checkpoint.Writer> entries = new LinkedHashMap<>();
    entries.put("settings", out -> write(out, settings));
    entries.put("notes", out -> write(out, notes));
    entries.put("status", this::writeStatus);
    entries.put("history", this::writeHistory);
    entries.put("parameters", out -> out.arrays(parameters));
    entries.put("state", state::write);
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

  private static void write(EntryOutput out, Map<String, String> texts) throws IOException {
    out.integer(texts.size());
    for (Map.Entry<String, String> text : texts.entrySet()) {
      out.text(text.getKey());
      out.text(text.getValue());
    }
  }

  private void writeHistory(EntryOutput out) throws IOException {
    out.number(history.acceptedLoss());
    List<HistoryRow> rows = history.rows();
    out.integer(rows.size());
    for (HistoryRow row : rows) {
      out.whole(row.step());
      out.number(row.seconds());
      out.number(row.loss());
      out.number(row.learningRate());
      out.number(row.damping());
      out.number(row.relativeError());
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
   * @throws CheckpointException if it is damaged, of another version, or holds numbers that are not
   *     finite
   */
  static SolveCheckpoint read(Path file) throws IOException {
    Checkpoint saved = Checkpoint.open(file, KIND, VERSION);
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
    return new SolveCheckpoint(
        readSettings(saved),
        read(saved, "notes", SolveCheckpoint::readTexts),
        status,
        peak[0],
        read(saved, "history", SolveCheckpoint::readHistory),
        read(saved, "parameters", EntryInput::arrays),
        saved.version() == 1
            ? read(saved, "engine", in -> TrainingState.readFormer(in, status.steps()))
            : read(saved, "state", TrainingState::read),
        saved.has("span") ? read(saved, "span", SolveCheckpoint::readSpan) : null);
  }

  /** The settings and the notes in a file; the rest of it is not read. */
  static Map<String, String> textsIn(Path file) throws IOException {
    Checkpoint saved = Checkpoint.open(file, KIND, VERSION);
    Map<String, String> texts = readSettings(saved);
    texts.putAll(read(saved, "notes", SolveCheckpoint::readTexts));
    return texts;
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
      throw CheckpointException.of("%s holds parameters of another shape than the network's", file);
    }
  }

  private static <T> T read(Checkpoint saved, String name, Reader<T> reader) throws IOException {
    try (EntryInput in = saved.entry(name)) {
      T read = reader.read(in);
      in.end();
      return read;
    }
  }

  private static Map<String, String> readSettings(Checkpoint saved) throws IOException {
    Map<String, String> texts = read(saved, "settings", SolveCheckpoint::readTexts);
    FORMER_NAMES.forEach(
        (former, name) -> {
          if (texts.containsKey(former)) {
            texts.put(name, texts.remove(former));
          }
        });
    texts.remove("residual", "exact");
    return texts;
  }

  private static Map<String, String> readTexts(EntryInput in) throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (int left = in.count(2 * Short.BYTES); left > 0; left--) {
      String name = in.text();
      texts.put(name, in.text());
    }
    return texts;
  }

  private static History readHistory(EntryInput in) throws IOException {
    double acceptedLoss = in.number();
    List<HistoryRow> rows = new ArrayList<>();
    for (int left = in.count(ROW); left > 0; left--) {
      rows.add(
          new HistoryRow(
              in.whole(), in.number(), in.number(), in.number(), in.number(), in.number()));
    }
    return new History(rows, acceptedLoss);
  }

  private static SpanFactor.Carried readSpan(EntryInput in) throws IOException {
    int updates = in.integer();
    return new SpanFactor.Carried(in.arrays().get(0), updates);
  }
}
