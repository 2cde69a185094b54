package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What the real command {@code ./sdze} left behind: run as a process of its own, as the launcher
 * runs it.
 */
public record Ended(int exitCode, String stdout, String stderr) {

  private static final int PATIENCE_SECONDS = 300;

  /** Runs the command to its end. */
  public static Ended run(String... arguments) {
    return new Running(List.of(), arguments).await();
  }

  /**
   * What stands before the arguments of the command.
   *
   * @param options of the JVM, which count where it has others
   */
  public static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dorg.bytedeco.javacpp.maxbytes=2g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=4g"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", JavaProcess.classPath(), "org.sdze.examples.cli.Main"));
    return command;
  }

  /** What it said, line by line. */
  public List<String> errorLines() {
    return stderr.lines().toList();
  }

  /** A command that is still running. */
  public static final class Running {

    private final Process process;
    private final Path stdout;
    private final Path stderr;

    /**
     * Starts the command.
     *
     * @param before what stands before java on the command line
     */
    public Running(List<String> before, String... arguments) {
      List<String> command = new ArrayList<>(before);
      command.addAll(java());
      command.addAll(List.of(arguments));
      try {
        stdout = Files.createTempFile("sdze", ".out");
        stderr = Files.createTempFile("sdze", ".err");
        ProcessBuilder builder =
            new ProcessBuilder(command)
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().remove("OMP_NUM_THREADS"); // as its users: on all cores
        process = builder.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Its number, as the kernel knows it. */
    public long pid() {
      return process.pid();
    }

    /** Sends it a signal, such as TERM. */
    public void signal(String name) throws IOException, InterruptedException {
      int code = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor();
      if (code != 0) {
        throw new AssertionError("the signal " + name + " could not be sent: " + errorsSoFar());
      }
    }

    /** Whether it is still running. */
    public boolean isAlive() {
      return process.isAlive();
    }

    /** The processes that it has started, once there are so many. */
    public List<ProcessHandle> children(int count) throws InterruptedException {
      ProcessHandle parent = ProcessHandle.of(pid()).orElseThrow();
      List<ProcessHandle> children = parent.children().toList();
      while (isAlive() && children.size() < count) {
        Thread.sleep(20);
        children = parent.children().toList();
      }
      assertEquals(count, children.size(), errorsSoFar());
      return children;
    }

    /**
     * Kills it as no program can answer, once it has started so many processes: they end, too.
     *
     * @param count how many
     */
    public void killWithProcesses(int count) throws Exception {
      List<ProcessHandle> children = children(count);
      signal("9");
      assertEquals(137, await().exitCode());
      for (ProcessHandle child : children) {
        child.onExit().get(10, TimeUnit.SECONDS);
      }
    }

    /** What it has said. */
    public String errorsSoFar() {
      return read(stderr);
    }

    /** Waits for its end. */
    public Ended await() {
      try {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("still running: " + errorsSoFar());
        }
        Ended ended = new Ended(process.exitValue(), read(stdout), read(stderr));
        Files.delete(stdout);
        Files.delete(stderr);
        return ended;
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw new AssertionError(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static String read(Path file) {
      try {
        return Files.readString(file, StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
