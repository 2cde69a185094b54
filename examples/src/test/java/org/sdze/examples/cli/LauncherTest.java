package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.Sentence;

/** The script {@code ./sdze} in a small tree of its own, with a Maven and a Java that do little. */
@Timeout(LauncherTest.PATIENCE_SECONDS)
class LauncherTest {

  static final int PATIENCE_SECONDS = 60;

  /**
   * Notes that it began, waits until it may go on or its tree is gone, and leaves what a build
   * leaves.
   */
  private static final String MVN =
      """
      #!/bin/sh
      echo "begun $*" >>"$TREE/builds"
      while [ ! -e "$TREE/go" ] && [ -d "$TREE" ]; do sleep 0.05; done
      mkdir -p "$TREE/examples/target/lib" && : >"$TREE/examples/target/sdze-examples.jar"
      """;

  /** Prints its last argument; with -Xmx1m it does as Java does. */
  private static final String JAVA =
      """
      #!/bin/sh
      case " $* " in
        *' -version '*) echo 'openjdk version "17.0.1"' ;;
        *' -Xmx1m '*) printf 'Error occurred during initialization of VM\\nToo small maximum heap\\n'; exit 1 ;;
        *' -Xmx3m '*) echo 'Caused by: java.lang.OutOfMemoryError: Java heap space' >&2; exit 1 ;;
        *) echo "$*" >"$TREE/arguments"; for last; do :; done; echo "ran $last" ;;
      esac
      """;

  @TempDir private Path tree;

  @BeforeEach
  void plant() throws Exception {
    assumeTrue(succeeds("bash", "-c", "command -v flock"), "needs flock");
    Files.createDirectories(tree.resolve("module/src/main"));
    Files.createDirectories(tree.resolve("bin"));
    for (String pom : List.of("pom.xml", "module/pom.xml")) {
      Files.writeString(tree.resolve(pom), "<project/>");
    }
    program("sdze", Files.readString(Path.of("..", "sdze")));
    program("bin/mvn", MVN);
    program("bin/java", JAVA);
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(tree.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** A launcher at work, whose output goes to files of its name. */
  private record Launched(Process process, Path stdout, Path stderr) {

    int await() throws InterruptedException {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
      return process.exitValue();
    }

    String said() throws IOException {
      return Files.readString(stderr);
    }
  }

  private Launched launch(String name, String javaOptions) throws IOException {
    Path stdout = tree.resolve(name + ".out");
    Path stderr = tree.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(tree.resolve("sdze").toString(), name)
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("TREE", tree.toString());
    builder.environment().put("SDZE_JAVA_OPTS", javaOptions);
    builder.environment().merge("PATH", "", (path, none) -> tree.resolve("bin") + ":" + path);
    return new Launched(builder.start(), stdout, stderr);
  }

  private long builds() throws IOException {
    Path builds = tree.resolve("builds");
    return Files.exists(builds) ? Files.readString(builds).lines().count() : 0;
  }

  private void await(Launched launched, String words) throws Exception {
    while (!launched.said().contains(words)) {
      assertTrue(launched.process().isAlive(), launched.said());
      Thread.sleep(20);
    }
  }

  private void go() throws IOException {
    Files.writeString(tree.resolve("go"), "");
  }

  @Test
  void ofTwoOnAFreshTreeTheSecondWaitsAndDoesNotBuild() throws Exception {
    Launched first = launch("first", "");
    while (builds() == 0) {
      Thread.sleep(20);
    }
    Launched second = launch("second", "");
    await(second, "waiting for another command that builds");
    go();
    assertEquals(0, first.await(), first.said());
    assertEquals(0, second.await(), second.said());
    assertEquals(1, builds());
    assertEquals("ran first\n", Files.readString(first.stdout()));
    assertEquals("ran second\n", Files.readString(second.stdout()));
    assertEquals("sdze: building (first use)…\n", first.said());
    assertEquals(0, launch("third", "").await());
    assertEquals(1, builds());
  }

  /** The lock goes with whoever holds it, and half a build does not pass for a whole one. */
  @Test
  void afterAKilledBuildTheNextBuilds() throws Exception {
    Launched killed = launch("killed", "");
    while (builds() == 0) {
      Thread.sleep(20);
    }
    List<ProcessHandle> all = killed.process().descendants().toList();
    Files.createDirectories(tree.resolve("examples/target/lib"));
    Files.writeString(tree.resolve("examples/target/sdze-examples.jar"), "half of a jar");
    killed.process().destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    assertEquals(137, killed.await());
    go();
    Launched next = launch("next", "");
    assertEquals(0, next.await(), next.said());
    assertEquals(2, builds());
    assertEquals("sdze: building (sources changed)…\n", next.said());
  }

  /** As long as Maven goes on alone, the tree is not free. */
  @Test
  void aBuildWhoseLauncherWasKilledIsWaitedFor() throws Exception {
    Launched killed = launch("killed", "");
    while (builds() == 0) {
      Thread.sleep(20);
    }
    assertTrue(succeeds("kill", "-9", Long.toString(killed.process().pid())));
    killed.await();
    Launched next = launch("next", "");
    await(next, "waiting for another command that builds");
    assertEquals(1, builds());
    go();
    assertEquals(0, next.await(), next.said());
  }

  @Test
  void anInterruptedBuildSaysSoAndEndsMaven() throws Exception {
    Launched interrupted = launch("interrupted", "");
    while (builds() == 0) {
      Thread.sleep(20);
    }
    List<ProcessHandle> children = interrupted.process().descendants().toList();
    assertFalse(children.isEmpty());
    interrupted.process().destroy();
    assertEquals(143, interrupted.await());
    assertEquals(
        List.of(
            "sdze: building (first use)…",
            "sdze: interrupted while building: the next command builds again"),
        interrupted.said().lines().toList());
    for (ProcessHandle child : children) {
      child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Once they were built they stay as new as the rest. */
  @Test
  void benchmarksThatAreThereAreBuiltAndOnTheClassPath() throws Exception {
    go();
    assertEquals(0, launch("without", "").await());
    Path jars = Path.of("examples", "target", "sdze-examples.jar");
    assertTrue(Files.readString(tree.resolve("arguments")).contains(jars + " org.sdze"));
    Path benchmarks = tree.resolve("benchmarks/target/sdze-benchmarks.jar");
    Files.createDirectories(benchmarks.getParent());
    Files.createFile(benchmarks);
    Files.delete(tree.resolve(jars));
    assertEquals(0, launch("with", "").await());
    List<String> builds = Files.readAllLines(tree.resolve("builds"));
    assertTrue(builds.get(0).contains(" -pl examples -am "), builds.get(0));
    assertTrue(builds.get(1).contains(" -pl examples,benchmarks -am "), builds.get(1));
    String classes = tree.resolve(jars) + ":" + benchmarks + " org.sdze";
    assertTrue(Files.readString(tree.resolve("arguments")).contains(classes));
  }

  @Test
  void optionsWithWhichJavaDoesNotStartAreAMistake() throws Exception {
    go();
    assertEquals(0, launch("once", "").await());
    assertRefused("-Xmx1m", "Too small maximum heap");
    assertRefused("-Xmx3m", "the heap is too small");
  }

  private void assertRefused(String options, String reason) throws Exception {
    Launched refused = launch("refused", options);
    assertEquals(2, refused.await());
    assertEquals("", Files.readString(refused.stdout()));
    assertEquals(1, refused.said().lines().count(), refused.said());
    Sentence.check(
        refused.said().strip(), "sdze: Java does not run with SDZE_JAVA_OPTS=" + options, reason);
  }
}
