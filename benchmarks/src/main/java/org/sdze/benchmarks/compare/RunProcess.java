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
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.JsonRecord;
import org.sdze.examples.cli.report.Json;
import org.sdze.examples.cli.run.Checkpoints;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
import org.sdze.examples.cli.run.Outcome;
import org.sdze.optimizer.Arithmetic;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.text.Text;

/**
 * A run of {@code solve} in a process of its own, with the options of this process's JVM. A run
 * that is finished in its folder is read from there, so that an interrupted comparison goes on
 * where it stopped.
 */
public final class RunProcess {

  private static final String RESULT = "row.json";

  private RunProcess() {}

  /**
   * Runs to the end, or reads what is there.
   *
   * @param options the command and everything after it but --out, --json and --quiet
   * @param folder where the run's files are kept
   * @param workers the runs that share this machine's cores
   * @param interruption ends the run
   * @return empty if the run was interrupted
   */
  public static Optional<Measured> run(
      List<String> options, Path folder, int workers, Interruption interruption)
      throws IOException {
    Path row = folder.resolve(RESULT);
    if (Files.exists(row)) {
      return Optional.of(finished(row));
    }
    Files.createDirectories(folder);
    Files.deleteIfExists(
        folder.resolve(Checkpoints.FILE)); // runs of others cannot go on: none does
    Path stdout = folder.resolve("stdout.txt");
    Path stderr = folder.resolve("stderr.txt");
    List<String> arguments = new ArrayList<>(options);
    arguments.addAll(List.of("--json", "--quiet", "--out", folder.toString()));
    int threads =
        workers > 1 ? Math.max(1, Runtime.getRuntime().availableProcessors() / workers) : 0;
    ChildProcess process = ChildProcess.start(List.of(), arguments, stdout, stderr, threads);
    int exitCode = process.await(interruption);
    if (ChildProcess.isInterrupted(exitCode)) {
      return Optional.empty();
    }
    if (exitCode == Outcome.DONE.exitCode() || exitCode == Outcome.DIVERGED.exitCode()) {
      Measured run =
          Measured.of(JsonRecord.read(stdout), folder.resolve("history.csv"), arithmetic(folder));
      Files.deleteIfExists(folder.resolve("model.zip")); // figures are kept, not networks
      JsonRecord.write(row, run); // last: from here on the run counts
      return Optional.of(run);
    }
    List<String> said = Files.readAllLines(stderr, StandardCharsets.UTF_8);
    String sentence = said.isEmpty() ? "exit code " + exitCode : said.get(said.size() - 1);
    return Optional.of(Measured.failed(sentence));
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
  private static @Nullable Arithmetic arithmetic(Path folder) throws IOException {
    Path document = folder.resolve("result.json");
    if (!Files.exists(document)) {
      return null;
    }
    JsonNode used = JsonRecord.read(document).get(Json.ARITHMETIC);
    return used == null ? null : new ObjectMapper().treeToValue(used, Arithmetic.class);
  }
}
