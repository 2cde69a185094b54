package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C. */
class InterruptionTest {

  // A shell may have started us with the signal ignored, which a child would inherit.
  private static final List<String> HEARING_SIGNALS = List.of("env", "--default-signal=INT");

  @Test
  void interruptedRunSavesWhatItReached(@TempDir Path folder) throws Exception {
    assumeTrue(succeeds("env", "--default-signal=INT", "true"), "needs the env of GNU");
    Ended.Running running =
        new Ended.Running(
            HEARING_SIGNALS,
            ("solve poisson-ridge --dim 10 --width 24 --batch 60 --test-points 300 --json --time 20"
                    + " --out "
                    + folder)
                .split(" "));
    while (running.isAlive() && !running.errorsSoFar().contains("step")) {
      Thread.sleep(100);
    }
    assertTrue(succeeds("kill", "-INT", Long.toString(running.pid())));
    Ended ended = running.await();
    assertEquals(130, ended.exitCode(), ended.stderr());
    assertEquals("interrupted", SavedRun.json(ended.stdout()).get("outcome").asText());
    SavedRun run = new SavedRun(folder);
    assertEquals("interrupted", run.result().get("result").get("outcome").asText());
    int last = run.history().size() - 1;
    assertEquals(
        run.result().get("result").get("relativeL2").asDouble(),
        Double.parseDouble(run.history().get(last).get(5)));
    assertTrue(run.model().params().length() > 0);
  }

  /** A command that has nothing to save; its training would take minutes. */
  @Test
  void otherCommandsEndAtOnce() throws Exception {
    Ended.Running running =
        new Ended.Running(List.of(), "zoo LeNet --steps 100000 --side 32".split(" "));
    while (running.isAlive() && !running.errorsSoFar().contains("step 1:")) {
      Thread.sleep(100);
    }
    assertTrue(succeeds("kill", "-TERM", Long.toString(running.pid())));
    Ended ended = running.await();
    assertEquals(143, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stdout());
  }

  @Test
  void aCommandTakesItsProcessAlong() throws Exception {
    Ended.Running running = new Ended.Running(List.of(), "memory LeNet --steps 100000".split(" "));
    ProcessHandle parent = ProcessHandle.of(running.pid()).orElseThrow();
    while (running.isAlive() && parent.children().findAny().isEmpty()) {
      Thread.sleep(100);
    }
    ProcessHandle child = parent.children().findAny().orElseThrow();
    assertTrue(succeeds("kill", "-TERM", Long.toString(running.pid())));
    Ended ended = running.await();
    assertEquals(143, ended.exitCode(), ended.stderr());
    child.onExit().get(60, TimeUnit.SECONDS);
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
