package org.sdze.examples.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sdze.optimizer.text.Text;

/**
 * A command of this program in a process of its own, with the options of this process's JVM.
 *
 * <p>It ends with this process, however that ends, kill -9 included: it waits for the end of its
 * input, which this process holds open.
 */
public final class ChildProcess {

  private static final String MARK = "sdze.child";

  /** As if a termination signal had come. */
  private static final int ORPHANED = 143;

  private static final long POLL_MILLISECONDS = 50;

  private final Process process;
  private final Path stderr;

  private ChildProcess(Process process, Path stderr) {
    this.process = process;
    this.stderr = stderr;
  }

  /**
   * Starts a command.
   *
   * @param options of the JVM, such as -Xmx512m, which count where this process has others
   * @param arguments of the command
   * @param stdout file for what it prints; may be that of stderr
   * @param stderr file for what it says
   * @param threads that it computes with; 0 for as many as this process
   */
  public static ChildProcess start(
      List<String> options, List<String> arguments, Path stdout, Path stderr, int threads)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.add("-D" + MARK + "=true");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.sdze.examples.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
    builder.redirectOutput(
        stdout.equals(stderr)
            ? ProcessBuilder.Redirect.appendTo(stdout.toFile())
            : ProcessBuilder.Redirect.to(stdout.toFile()));
    if (threads > 0) {
      builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
      builder.environment().put("OPENBLAS_NUM_THREADS", Integer.toString(threads));
    }
    return new ChildProcess(builder.start(), stderr);
  }

  /** In a child: ends it when its parent ends. Elsewhere it does nothing. */
  public static void followParent() {
    if (Boolean.getBoolean(MARK)) {
      Thread watch = new Thread(() -> endWith(System.in), "parent");
      watch.setDaemon(true);
      watch.start();
    }
  }

  /** The input ends when the parent does, even if it is killed. */
  private static void endWith(InputStream input) {
    try {
      while (input.read() >= 0) {
        // nothing is ever written
      }
    } catch (IOException e) {
      // as good as its end
    }
    Runtime.getRuntime().halt(ORPHANED);
  }

  /**
   * Waits for its end.
   *
   * @param interruption upon whose request it is killed: then the exit code is that of an
   *     interruption
   */
  public int await(Interruption interruption) {
    try {
      while (!process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        if (interruption.isRequested()) {
          kill();
          return Outcome.INTERRUPTED.exitCode();
        }
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      return Outcome.INTERRUPTED.exitCode();
    }
  }

  /** Whether an exit code is that of a process that somebody asked to end. */
  public static boolean isInterrupted(int exitCode) {
    return exitCode == Outcome.INTERRUPTED.exitCode() || exitCode == ORPHANED;
  }

  /** Whether it is still at work. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its number, as the kernel knows it. */
  public long pid() {
    return process.pid();
  }

  /** Ends it at once, and waits until it has ended. */
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

  /** Its exit code and what it said last, once it has ended. */
  public String lastWords() {
    String end = Text.format("its process ended with exit code %d", process.exitValue());
    try {
      List<String> lines = Files.readAllLines(stderr, StandardCharsets.UTF_8);
      return lines.isEmpty()
          ? end
          : Text.format("%s: %s", end, lines.get(lines.size() - 1).strip());
    } catch (IOException e) {
      return end;
    }
  }
}
