package org.sdze.examples.cli.run;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of this program in a process of its own, with the options of this process's JVM. */
public final class ChildProcess {

  private ChildProcess() {}

  /** The process of a command, not started; it inherits no input. */
  public static ProcessBuilder of(List<String> arguments) {
    return of(List.of(), arguments);
  }

  /**
   * The same with further options of the JVM, which count where this process has others.
   *
   * @param options such as -Xmx512m
   */
  public static ProcessBuilder of(List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("org.sdze.examples.cli.Main");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
  }

  /**
   * Starts it and waits for its end. It is told to end when this process is, or this thread is
   * interrupted: then the exit code is that of an interruption.
   */
  public static int await(ProcessBuilder builder) throws IOException {
    Process process = builder.start();
    Thread end = new Thread(process::destroy, "end of a child");
    try {
      Runtime.getRuntime().addShutdownHook(end);
      int exitCode = process.waitFor();
      Runtime.getRuntime().removeShutdownHook(end);
      return exitCode;
    } catch (IllegalStateException e) { // this process is ending
      process.destroy();
      return Outcome.INTERRUPTED.exitCode();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      return Outcome.INTERRUPTED.exitCode();
    }
  }
}
