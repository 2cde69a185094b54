package org.sdze.examples.cli.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sdze.arbiter.search.Launcher;
import org.sdze.examples.cli.run.ChildProcess;
import org.sdze.optimizer.text.Text;

/** A candidate in a process of its own, so that one that hangs or crashes takes nothing along. */
public final class CandidateProcess implements Launcher.Running {

  /** What the JVM needs beside heap and arrays, in MiB: code, libraries, stacks. */
  private static final int OVERHEAD = 160;

  private static final int LARGEST_HEAP = 1_024;
  private static final int KIBIBYTE = 1_024;

  private static final Path STATUS_OF_SELF = Path.of("/proc/self/status");

  private final ChildProcess process;

  private CandidateProcess(ChildProcess process) {
    this.process = process;
  }

  /**
   * Starts processes.
   *
   * @param threads of each: as many whatever runs beside it, since its bits depend on them
   * @param problemOptions that bring the problem
   */
  public static Launcher launcher(int threads, List<String> problemOptions) {
    return (folder, key, memory) -> start(folder, key, memory, threads, problemOptions);
  }

  private static CandidateProcess start(
      Path folder, String key, int memory, int threads, List<String> problemOptions)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("candidate", folder.toString(), key));
    arguments.addAll(problemOptions);
    Path said = folder.resolve("running").resolve(key).resolve("stderr.txt");
    return new CandidateProcess(
        ChildProcess.start(
            memoryOptions(memory, Files.isReadable(STATUS_OF_SELF)),
            arguments,
            said,
            said,
            threads));
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
        Text.format("-Xmx%dm", heap),
        Text.format("-Dorg.bytedeco.javacpp.maxbytes=%dm", arrays),
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
      for (String line :
          Files.readAllLines(Path.of(Text.format("/proc/%d/status", process.pid())))) {
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
    process.kill();
  }

  @Override
  public String lastWords() {
    return process.lastWords();
  }
}
