package org.sdze.benchmarks.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sdze.testing.Ended;
import org.sdze.testing.Sentence;

/** A termination signal, and a kill that no program can answer. */
class InterruptedComparisonTest {

  /** Two, and as much again for a machine with other work. */
  private static final double PROMPT_SECONDS = 4;

  private static final String COMPARE =
      "compare poisson-two-body --dim 5 --time 600 --seeds 2 --only sdze --workers 2 --out ";

  @Test
  void aComparisonEndsItsRunsAndSaysHowToGoOn(@TempDir Path folder) throws Exception {
    Ended.Running running =
        new Ended.Running(List.of(), (COMPARE + folder.resolve("out")).split(" "));
    List<ProcessHandle> children = running.children(2);
    long begin = System.nanoTime();
    running.signal("TERM");
    Ended ended = running.await();
    double seconds = (System.nanoTime() - begin) * 1e-9;
    assertEquals(143, ended.exitCode(), ended.stderr());
    assertTrue(seconds < PROMPT_SECONDS, seconds + " s");
    List<String> said = ended.errorLines();
    Sentence.check(
        said.get(said.size() - 1), "interrupted: the runs that ended are kept in " + folder);
    assertTrue(children.stream().noneMatch(ProcessHandle::isAlive));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2 " + COMPARE + "$OUT",
        "1 evidence --quick --time 600 --workers 2 --out $OUT --runs $OUT/runs"
      })
  void aKilledCommandTakesItsProcessesAlong(String command, @TempDir Path folder) throws Exception {
    String[] words = command.replace("$OUT", folder.resolve("out").toString()).split(" ", -1);
    Ended.Running running =
        new Ended.Running(List.of(), Arrays.copyOfRange(words, 1, words.length));
    running.killWithProcesses(Integer.parseInt(words[0]));
  }
}
