package org.sdze.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program in a process of its own, with this one's class path. */
public final class JavaProcess {

  private static final int PATIENCE_SECONDS = 300;

  private JavaProcess() {}

  /** The class path of the tests, which surefire hides in the manifest of a jar. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Runs a program to its end.
   *
   * @param main its class
   * @param folder for what it prints
   * @throws AssertionError with what it printed, if it does not end with 0 or within five minutes
   */
  public static void run(Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    run(512, Map.of(), main, folder, arguments);
  }

  /** The same with another heap, in MiB. */
  public static void run(int heap, Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    run(heap, Map.of(), main, folder, arguments);
  }

  /**
   * The same in another environment.
   *
   * @param variables that are added to this process's
   */
  public static void run(
      Map<String, String> variables, Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    run(512, variables, main, folder, arguments);
  }

  private static void run(
      int heap, Map<String, String> variables, Class<?> main, Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx%dm".formatted(heap), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile());
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
      assertEquals(0, process.exitValue(), Files.readString(errors));
    } finally {
      process.destroyForcibly();
    }
  }
}
