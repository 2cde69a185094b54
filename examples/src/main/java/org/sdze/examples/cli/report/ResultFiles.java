package org.sdze.examples.cli.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.examples.cli.run.HistoryRow;

/**
 * The folder of a run's files. Each is written beside its place and then moved there, so that a
 * reader never sees half of one.
 */
public final class ResultFiles {

  private final Path folder;

  private ResultFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * A folder, made if there is none.
   *
   * @throws UserMistake if nothing can be written there
   */
  public static ResultFiles in(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".sdze", ".tmp"));
    } catch (IOException e) {
      throw new UserMistake("--out must be a folder that can be written to, was " + folder);
    }
    return new ResultFiles(folder);
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** Writes everything about a run; the model only where its parameters are finite. */
  public void write(RunPlan plan, FinishedRun run) throws IOException {
    if (run.hasFiniteParameters()) {
      put("model.zip", file -> ModelSerializer.writeModel(run.network(), file.toFile(), false));
    }
    put("history.csv", file -> Files.write(file, csv(run.history()), StandardCharsets.UTF_8));
    put("convergence.png", file -> ConvergenceChart.write(plan, run, file));
    put("result.json", file -> Files.write(file, Json.document(plan, run.result())));
  }

  private static List<String> csv(List<HistoryRow> history) {
    List<String> lines = new ArrayList<>();
    lines.add("step,seconds,loss,learningRate,damping,relativeL2");
    for (HistoryRow row : history) {
      lines.add(
          String.join(
              ",",
              Long.toString(row.step()),
              number(row.seconds()),
              number(row.loss()),
              number(row.learningRate()),
              number(row.damping()),
              number(row.relativeError())));
    }
    return lines;
  }

  /** Nothing where there is no number. */
  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  /** Writes a file at the place that it is given. */
  @FunctionalInterface
  private interface Writer {
    void write(Path file) throws IOException;
  }

  private void put(String name, Writer writer) throws IOException {
    Path unfinished = folder.resolve("." + name + ".unfinished");
    try {
      writer.write(unfinished);
      Files.move(
          unfinished,
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
