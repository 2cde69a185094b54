package org.sdze.examples.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.sdze.examples.cli.plan.RunPlan;
import org.sdze.examples.cli.plan.UserMistake;
import org.sdze.examples.cli.run.FinishedRun;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.pinn.solve.HistoryRow;

/**
 * The folder of a run's files. Each is written beside its place and then moved there, so that a
 * reader never sees half of one.
 */
public final class ResultFiles {

  /** The name of the file that tells what a run came to. */
  public static final String RESULT = "result.json";

  private final Path folder;

  private ResultFiles(Path folder) {
    this.folder = folder;
  }

  /**
   * A folder that is there or can be made; what was made to find that out is gone again.
   *
   * @param option that named it
   * @throws UserMistake if nothing can be written there
   */
  public static ResultFiles in(String option, Path folder) {
    try {
      Deque<Path> made = new ArrayDeque<>();
      try {
        make(folder.toAbsolutePath(), made);
        Files.delete(Files.createTempFile(folder, ".sdze", ".tmp"));
      } finally {
        unmake(made);
      }
    } catch (IOException e) {
      throw new UserMistake("%s must be a folder that can be written to, was %s", option, folder);
    }
    return new ResultFiles(folder);
  }

  /** A new folder, for what nobody has named one for. */
  public static Path temporary(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary folder can be made", e);
    }
  }

  /** Makes a folder and those above it that are missing, and notes them, the lowest first. */
  private static void make(Path folder, Deque<Path> made) throws IOException {
    if (Files.isDirectory(folder) || folder.getParent() == null) {
      return;
    }
    make(folder.getParent(), made);
    try {
      Files.createDirectory(folder);
      made.push(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) { // "new/.." is there once "new" is made
        throw e;
      }
    }
  }

  private static void unmake(Deque<Path> made) throws IOException {
    for (Path folder : made) {
      try {
        Files.delete(folder);
      } catch (DirectoryNotEmptyException e) {
        return; // another process has found it of use
      }
    }
  }

  /**
   * Checks that a file can be written, and leaves it as it was.
   *
   * @param option that named it
   * @throws UserMistake if not
   */
  public static void requireFile(String option, Path file) {
    Path folder = file.toAbsolutePath().getParent();
    boolean canBe = folder != null && !Files.isDirectory(file);
    try {
      if (canBe) {
        Files.delete(Files.createTempFile(folder, ".sdze", ".tmp")); // as it will be written
      }
    } catch (IOException e) {
      canBe = false;
    }
    if (!canBe) {
      throw new UserMistake("%s must be a file that can be written to, was %s", option, file);
    }
  }

  /** The folder, which may have to be made. */
  public Path folder() {
    return folder;
  }

  /** The folder, made if it is not there. */
  public Path made() throws IOException {
    return Files.createDirectories(folder);
  }

  /**
   * Writes everything about a run; the model only where its parameters are finite.
   *
   * <p>{@code result.json} comes last and goes first: where it is, the other files are its own.
   */
  public void write(RunPlan plan, FinishedRun run) throws IOException {
    made();
    Files.deleteIfExists(folder.resolve(RESULT));
    Files.deleteIfExists(folder.resolve(SolutionFiles.CSV)); // which not every problem has
    Files.deleteIfExists(folder.resolve(SolutionFiles.PICTURE));
    if (run.hasFiniteParameters()) {
      AtomicFile.stream(
          folder.resolve("model.zip"),
          out -> ModelSerializer.writeModel(run.solve().network(), out, false));
      SolutionFiles.write(run.solve(), folder);
    }
    AtomicFile.write(folder.resolve("history.csv"), csv(run.history()));
    ConvergenceChart.write(plan, run, folder.resolve("convergence.png"));
    AtomicFile.write(folder.resolve(RESULT), Json.document(run));
  }

  private static String csv(List<HistoryRow> history) {
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
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  /** Nothing where there is no number. */
  private static String number(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }
}
