package org.sdze.benchmarks.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.report.ResultFiles;
import org.sdze.examples.cli.run.Checkpoints;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/**
 * Commands that train, each in a process of its own with the options of this process's JVM, one
 * after the other or several at once, each with its share of the cores. A run that is finished in
 * its folder is read from there, so that an interrupted command goes on where it stopped.
 */
public final class Runs {

  private static final String RESULT = "row.json";
  private static final int PATIENCE_SECONDS = 10;

  private final Path folder;
  private final int workers;
  private final int total;
  private final Consumer<String> progress;
  private final Interruption interruption;
  private int done;
  private @Nullable Arithmetic arithmetic;
  private boolean isWarned;

  /**
   * One run.
   *
   * @param name for people
   * @param place its folder
   * @param options the command and everything after it but --out, --json and --quiet
   */
  public record Run(String name, String place, List<String> options) {}

  /**
   * Runs in a folder.
   *
   * @param workers how many there are at a time
   * @param total how many there will be in all
   * @param progress hears of every run
   * @param interruption ends the runs under way
   */
  public Runs(
      Path folder, int workers, int total, Consumer<String> progress, Interruption interruption) {
    this.folder = folder;
    this.workers = workers;
    this.total = total;
    this.progress = progress;
    this.interruption = interruption;
  }

  /** The folder of a run. */
  public Path of(Run run) {
    return folder.resolve(run.place());
  }

  /** What runs come to, in their order; empty if one of them was interrupted. */
  public Optional<List<Measured>> measure(List<Run> runs) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<Optional<Measured>>> futures =
          runs.stream().map(run -> pool.submit(() -> measure(run))).toList();
      List<Measured> measured = new ArrayList<>();
      for (Future<Optional<Measured>> future : futures) {
        future.get().ifPresent(measured::add);
      }
      return measured.size() == runs.size() ? Optional.of(measured) : Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure; // names the file
      }
      throw new IOException("a run could not be started or read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      end(pool);
    }
  }

  /** Where a run has failed the others end, too, before its sentence is said. */
  private static void end(ExecutorService pool) {
    pool.shutdownNow();
    try {
      pool.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Measured> measure(Run run) throws IOException {
    if (interruption.isRequested()) {
      return Optional.empty();
    }
    Path row = of(run).resolve(RESULT);
    Optional<Measured> measured =
        Files.exists(row) ? Optional.of(finished(row)) : made(run.options(), of(run));
    if (measured.isPresent()) {
      say(run, measured.get());
    }
    return measured;
  }

  private Optional<Measured> made(List<String> options, Path place) throws IOException {
    Files.createDirectories(place);
    Files.deleteIfExists(place.resolve(Checkpoints.FILE)); // runs of others cannot go on: none does
    Path stdout = place.resolve("stdout.txt");
    Path stderr = place.resolve("stderr.txt");
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("--json", "--quiet", "--out", place.toString()));
    int threads =
        workers > 1 ? Math.max(1, Runtime.getRuntime().availableProcessors() / workers) : 0;
    ChildProcess process = ChildProcess.start(List.of(), arguments, stdout, stderr, threads);
    int exitCode = process.await(interruption);
    if (ChildProcess.isInterrupted(exitCode)) {
      return Optional.empty();
    }
    if (exitCode == Outcome.DONE.exitCode() || exitCode == Outcome.DIVERGED.exitCode()) {
      Measured run =
          Measured.of(JsonRecord.read(stdout), place.resolve("history.csv"), arithmetic(place));
      Files.deleteIfExists(place.resolve("model.zip")); // figures are kept, not networks
      JsonRecord.write(place.resolve(RESULT), run); // last: from here on the run counts
      return Optional.of(run);
    }
    List<String> said = Files.readAllLines(stderr, StandardCharsets.UTF_8);
    return Optional.of(
        Measured.failed(said.isEmpty() ? "exit code " + exitCode : said.get(said.size() - 1)));
  }

  /**
   * What a run came to that is finished.
   *
   * @throws CheckpointException if its file is not what was written
   */
  static Measured finished(Path row) throws IOException {
    try {
      return JsonRecord.read(row, Measured.class);
    } catch (CheckpointException e) {
      throw new CheckpointException(
          Text.format("%s; delete it to make the run again", e.getMessage()), e);
    }
  }

  /** The arithmetic of the run whose files are in a folder; null if it left none. */
  private static @Nullable Arithmetic arithmetic(Path place) throws IOException {
    Path document = place.resolve(ResultFiles.RESULT);
    JsonNode used = Files.exists(document) ? JsonRecord.read(document).get(Json.ARITHMETIC) : null;
    return used == null ? null : new ObjectMapper().treeToValue(used, Arithmetic.class);
  }

  /** Tells of a run, and once where those of one command were made by different arithmetic. */
  private synchronized void say(Run run, Measured measured) {
    done++;
    String came =
        "done".equals(measured.outcome())
            ? Text.format("error %.2e", measured.error())
            : measured.failure() == null ? measured.outcome() : measured.failure();
    progress.accept(Text.format("run %d of %d: %s: %s", done, total, run.name(), came));
    Arithmetic used = measured.arithmetic();
    if (used == null || isWarned) {
      return;
    }
    arithmetic = arithmetic == null ? used : arithmetic;
    used.differenceFrom(arithmetic)
        .ifPresent(
            difference -> {
              isWarned = true;
              progress.accept(
                  Text.format(
                      "warning: runs of this comparison differ in their arithmetic (%s)",
                      difference));
            });
  }
}
