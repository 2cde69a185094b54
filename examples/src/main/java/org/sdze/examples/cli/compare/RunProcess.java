package org.sdze.examples.cli.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Outcome;

/**
 * A run of {@code solve} in a process of its own, with the options of this process's JVM. A run
 * that is finished in its folder is read from there, so that an interrupted comparison goes on
 * where it stopped.
 */
final class RunProcess {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RESULT = "row.json";

  private RunProcess() {}

  /**
   * Runs to the end, or reads what is there.
   *
   * @param options everything after {@code solve} but --out, --json and --quiet
   * @param folder where the run's files are kept
   * @param workers the runs that share this machine's cores
   * @return empty if the run was interrupted
   */
  static Optional<Measured> run(List<String> options, Path folder, int workers) throws IOException {
    Path row = folder.resolve(RESULT);
    Path history = folder.resolve("history.csv");
    if (Files.exists(row)) {
      return Optional.of(Measured.of(MAPPER.readTree(row.toFile()), history));
    }
    Files.createDirectories(folder);
    File stdout = folder.resolve("stdout.txt").toFile();
    File stderr = folder.resolve("stderr.txt").toFile();
    List<String> arguments = new ArrayList<>(List.of("solve"));
    arguments.addAll(options);
    arguments.addAll(List.of("--json", "--quiet", "--out", folder.toString()));
    ProcessBuilder builder =
        ChildProcess.of(arguments).redirectOutput(stdout).redirectError(stderr);
    if (workers > 1) {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    }
    int exitCode = ChildProcess.await(builder);
    if (exitCode == Outcome.INTERRUPTED.exitCode()) {
      return Optional.empty();
    }
    if (exitCode == Outcome.DONE.exitCode() || exitCode == Outcome.DIVERGED.exitCode()) {
      JsonNode result = MAPPER.readTree(stdout);
      Files.deleteIfExists(folder.resolve("model.zip")); // figures are kept, not networks
      Files.write(row, MAPPER.writeValueAsBytes(result)); // last: from here on the run counts
      return Optional.of(Measured.of(result, history));
    }
    List<String> said = Files.readAllLines(stderr.toPath(), StandardCharsets.UTF_8);
    String sentence = said.isEmpty() ? "exit code " + exitCode : said.get(said.size() - 1);
    return Optional.of(Measured.failed(sentence));
  }
}
