package org.sdze.examples.cli.search;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sdze.arbiter.search.Launcher;
import org.sdze.examples.cli.run.ChildProcess;

/**
 * A candidate in a process of its own, so that one that hangs or crashes takes nothing along.
 *
 * <p>The process ends with this one, however that ends: it waits for the end of its input, which
 * this one holds open.
 */
public final class CandidateProcess implements Launcher.Running {

  /** What the JVM needs beside heap and arrays, in MiB: code, libraries, stacks. */
  private static final int OVERHEAD = 160;

  private static final int LARGEST_HEAP = 1_024;
  private static final int KIBIBYTE = 1_024;

  private static final Path STATUS_OF_SELF = Path.of("/proc/self/status");

  private final Process process;
  private final Path stderr;

  private CandidateProcess(Process process, Path stderr) {
    this.process = process;
    this.stderr = stderr;
  }

  /**
   * Starts processes.
   *
   * @param workers that share this machine's cores
   */
  public static Launcher launcher(int workers) {
    return (folder, key, memory) -> start(folder, key, memory, workers);
  }

  private static CandidateProcess start(Path folder, String key, int memory, int workers)
      throws IOException {
    List<String> options = memoryOptions(memory, Files.isReadable(STATUS_OF_SELF));
    Path stderr = folder.resolve("running").resolve(key).resolve("stderr.txt");
    File output = stderr.toFile();
    ProcessBuilder builder =
        ChildProcess.of(options, List.of("candidate", folder.toString(), key))
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectError(output)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output));
    if (workers > 1) {
      int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    }
    return new CandidateProcess(builder.start(), stderr);
  }

  /**
   * The limits that a candidate has of itself: of its heap, of the arrays outside it and, where
   * nobody else can watch it, of its resident memory, beyond which JavaCPP fails an allocation with
   * both figures. Where the kernel's figures are files, the search watches instead: JavaCPP would
   * read one at every allocation.
   */
  static List<String> memoryOptions(int memory, boolean isWatched) {
    int heap = Math.min(LARGEST_HEAP, memory / 4);
    int arrays = Math.max(64, memory - heap - OVERHEAD);
    return List.of(
        "-Xmx%dm".formatted(heap),
        "-Dorg.bytedeco.javacpp.maxbytes=%dm".formatted(arrays),
        "-Dorg.bytedeco.javacpp.maxphysicalbytes=" + (isWatched ? "0" : memory + "m"));
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The kernel's figure on Linux; 0 elsewhere, where the candidate watches itself. */
  @Override
  public double residentMebibytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/%d/status".formatted(process.pid())))) {
        if (line.startsWith("VmRSS:")) {
          return Double.parseDouble(line.replaceAll("\\D", "")) / KIBIBYTE;
        }
      }
    } catch (IOException e) {
      // not Linux, or it has just ended
    }
    return 0;
  }

  @Override
  public void kill() {
    process.destroyForcibly();
    boolean isWaiting = true;
    boolean isInterrupted = false;
    while (isWaiting) {
      try {
        process.waitFor();
        isWaiting = false;
      } catch (InterruptedException e) {
        isInterrupted = true; // a killed process ends soon
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String lastWords() {
    String end = "its process ended with exit code %d".formatted(process.exitValue());
    try {
      List<String> lines = Files.readAllLines(stderr, StandardCharsets.UTF_8);
      return lines.isEmpty() ? end : "%s: %s".formatted(end, lines.get(lines.size() - 1).strip());
    } catch (IOException e) {
      return end;
    }
  }
}
