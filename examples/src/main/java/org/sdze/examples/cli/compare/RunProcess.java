package org.sdze.examples.cli.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.examples.cli.run.Interruption;
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
   * @param interruption ends the run
   * @return empty if the run was interrupted
   */
  static Optional<Measured> run(
      List<String> options, Path folder, int workers, Interruption interruption)
      throws IOException {
    Path row = folder.resolve(RESULT);
    Path history = folder.resolve("history.csv");
    if (Files.exists(row)) {
      return Optional.of(Measured.of(MAPPER.readTree(row.toFile()), history));
    }
    Files.createDirectories(folder);
    Path stdout = folder.resolve("stdout.txt");
    Path stderr = folder.resolve("stderr.txt");
    List<String> arguments = new ArrayList<>(List.of("solve"));
    arguments.addAll(options);
    arguments.addAll(List.of("--json", "--quiet", "--out", folder.toString()));
    ChildProcess process = ChildProcess.start(List.of(), arguments, stdout, stderr, workers);
    int exitCode = process.await(interruption);
    if (ChildProcess.isInterrupted(exitCode)) {
      return Optional.empty();
    }
    if (exitCode == Outcome.DONE.exitCode() || exitCode == Outcome.DIVERGED.exitCode()) {
      JsonNode result = MAPPER.readTree(stdout.toFile());
      Files.deleteIfExists(folder.resolve("model.zip")); // figures are kept, not networks
      Files.write(row, MAPPER.writeValueAsBytes(result)); // last: from here on the run counts
      return Optional.of(Measured.of(result, history));
    }
    List<String> said = Files.readAllLines(stderr, StandardCharsets.UTF_8);
    String sentence = said.isEmpty() ? "exit code " + exitCode : said.get(said.size() - 1);
    return Optional.of(Measured.failed(sentence));
  }
}
