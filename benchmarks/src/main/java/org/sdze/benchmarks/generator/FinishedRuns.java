package org.sdze.benchmarks.generator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.sdze.arbiter.store.StoredText;
import org.sdze.benchmarks.generator.GeneratorComparison.Contender;
import org.sdze.optimizer.checkpoint.AtomicFile;
import org.sdze.optimizer.checkpoint.CheckpointException;
import org.sdze.optimizer.checkpoint.Checksum;
import org.sdze.optimizer.text.Text;

/**
 * The runs of a comparison that have ended, a line of a file each, so that an interrupted
 * comparison goes on where it was. Used by several threads.
 */
public final class FinishedRuns {

  private static final String SEPARATOR = "\t";
  private static final int NAMES = 4; // fields of a line that say which run it was

  private final @Nullable Path file;
  private final Map<String, double[]> runs = new HashMap<>();

  /** Runs that are kept for nobody. */
  public FinishedRuns() {
    file = null;
  }

  /**
   * Runs that are kept in a file, and those that it holds.
   *
   * @param file made if it is not there; a line that was cut short by the end of a process is
   *     dropped
   * @throws CheckpointException if a line is not the one that was written
   * @throws IOException if it cannot be read or written
   * @throws IllegalArgumentException if it holds something else
   */
  public FinishedRuns(Path file) throws IOException {
    this.file = file;
    String text = Files.exists(file) ? StoredText.read(file) : "";
    String whole = text.substring(0, text.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      List<String> fields = List.of(checked(file, line).split(SEPARATOR, -1));
      try {
        double[] quarters = fields.stream().skip(NAMES).mapToDouble(Double::parseDouble).toArray();
        if (quarters.length != GeneratorComparison.QUARTERS) {
          throw new NumberFormatException();
        }
        runs.put(String.join(SEPARATOR, fields.subList(0, NAMES)), quarters);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            Text.format(
                "%s must hold the runs of a comparison, has the line \"%s\"",
                file, line.replaceAll("\\p{Cntrl}", " ")),
            e);
      }
    }
    AtomicFile.write(file, whole);
  }

  /**
   * A line without its checksum; one of an earlier release, or of somebody else's, has none.
   *
   * @throws CheckpointException if it is not the line that was written
   */
  private static String checked(Path file, String line) throws CheckpointException {
    int end = line.lastIndexOf(SEPARATOR);
    String checksum = line.substring(end + 1);
    boolean isOld =
        line.chars().filter(c -> c == '\t').count() == NAMES + GeneratorComparison.QUARTERS - 1;
    if (isOld || end < 0) {
      return line;
    }
    String run = line.substring(0, Math.max(end, 0));
    if (!checksum.equals(checksum(run))) {
      throw CheckpointException.of(
          "%s is damaged: the checksum of the line \"%s\" is wrong; delete the line to make the run again",
          file, line.replaceAll("\\p{Cntrl}", " "));
    }
    return run;
  }

  private static String checksum(String run) {
    return Checksum.of(run.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a run came to after each quarter of its budget.
   *
   * @param run makes the run, if it has not ended before
   */
  double[] get(
      Benchmark benchmark, Contender contender, long seed, int budget, Supplier<double[]> run) {
    String name =
        String.join(
            SEPARATOR,
            benchmark.title(),
            contender.title(),
            Long.toString(seed),
            Integer.toString(budget));
    double[] before = find(name);
    if (before != null) {
      return before;
    }
    double[] quarters = run.get();
    add(name, quarters);
    return quarters;
  }

  private synchronized double @Nullable [] find(String name) {
    return runs.get(name);
  }

  private synchronized void add(String name, double[] quarters) {
    runs.put(name, quarters);
    if (file == null) {
      return;
    }
    String numbers =
        DoubleStream.of(quarters).mapToObj(Double::toString).collect(Collectors.joining(SEPARATOR));
    try {
      String run = name + SEPARATOR + numbers;
      AtomicFile.append(file, run + SEPARATOR + checksum(run));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
