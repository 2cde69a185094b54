package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdze.testing.Ended;
import org.sdze.testing.Sentence;

/** Ctrl-C, a termination signal, and a kill that no program can answer. */
@Timeout(InterruptionTest.PATIENCE_SECONDS)
class InterruptionTest {

  static final int PATIENCE_SECONDS = 300;

  /** Two, and as much again for a machine with other work. */
  private static final double PROMPT_SECONDS = 4;

  /** Would take half a minute until its first step. */
  private static final String SLOW_TO_BEGIN =
      "solve sine-gordon-two-body --dim 20000 --batch 10 --test-points 40000 --out ";

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
    running.signal("INT");
    Ended ended = running.await();
    assertEquals(130, ended.exitCode(), ended.stderr());
    List<String> said = ended.errorLines();
    Sentence.check(
        said.get(said.size() - 1), "sdze: interrupted: what was reached after", folder.toString());
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
    running.signal("TERM");
    Ended ended = running.await();
    assertEquals(143, ended.exitCode(), ended.stderr());
    assertEquals("", ended.stdout());
    assertTrue(ended.errorLines().contains("sdze: interrupted: nothing was left"), ended.stderr());
  }

  /** While ND4J is loaded; while points, solution and baselines are drawn and computed. */
  @ParameterizedTest
  @ValueSource(strings = {"library", "points"})
  void beforeTrainingBeginsNothingIsLeftAndThatIsSaid(String moment, @TempDir Path folder)
      throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs /proc");
    Path out = folder.resolve("new").resolve("out");
    Ended.Running running = new Ended.Running(List.of(), (SLOW_TO_BEGIN + out).split(" "));
    Path maps = Path.of("/proc/%d/maps".formatted(running.pid()));
    boolean isLibrary = moment.equals("library");
    while (running.isAlive()
        && !(isLibrary
            ? Files.readString(maps).contains("javacpp")
            : running.errorsSoFar().contains("training"))) {
      Thread.sleep(10);
    }
    long begin = System.nanoTime();
    running.signal("TERM");
    Ended ended = running.await();
    double seconds = (System.nanoTime() - begin) * 1e-9;
    assertEquals(143, ended.exitCode(), ended.stderr());
    assertTrue(seconds < PROMPT_SECONDS, seconds + " s");
    List<String> said = ended.errorLines();
    assertEquals("sdze: interrupted: nothing was left", said.get(said.size() - 1));
    assertEquals("", ended.stdout());
    assertFalse(Files.exists(folder.resolve("new")));
  }

  /** Every command that starts processes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 memory LeNet --steps 10000000",
        "2 search ../arbiter-configs/configs/sine-gordon-100.json --workers 2 --out $OUT"
      })
  void aKilledCommandTakesItsProcessesAlong(String command, @TempDir Path folder) throws Exception {
    String[] words = command.replace("$OUT", folder.resolve("out").toString()).split(" ", -1);
    Ended.Running running =
        new Ended.Running(List.of(), Arrays.copyOfRange(words, 1, words.length));
    running.killWithProcesses(Integer.parseInt(words[0]));
  }

  @Test
  void aCommandTakesItsProcessAlong() throws Exception {
    Ended.Running running = new Ended.Running(List.of(), "memory LeNet --steps 100000".split(" "));
    ProcessHandle parent = ProcessHandle.of(running.pid()).orElseThrow();
    while (running.isAlive() && parent.children().findAny().isEmpty()) {
      Thread.sleep(100);
    }
    ProcessHandle child = parent.children().findAny().orElseThrow();
    running.signal("TERM");
    Ended ended = running.await();
    assertEquals(143, ended.exitCode(), ended.stderr());
    child.onExit().get(60, TimeUnit.SECONDS);
  }

  private static boolean succeeds(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
  }
}
