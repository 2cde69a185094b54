package org.sdze.examples.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sdze.testing.Ended;
import org.sdze.testing.OwnProblem;
import org.sdze.testing.Sentence;

/** Runs that are interrupted and gone on with, of a problem that the library does not have. */
class ResumeTest {

  private static final String RUN =
      "solve --dim 6 --width 16 --batch 40 --seed=-5 --test-points 200 --quiet --checkpoint-every"
          + " 25 --steps ";

  private static final int STEPS = 2_000;

  private static Path classes;

  /** The run that nothing interrupts. */
  private static Path whole;

  @TempDir Path folder;

  @BeforeAll
  static void compile(@TempDir Path place) throws IOException {
    classes = OwnProblem.classes(place);
    whole = place.resolve("whole");
    Ended undisturbed = Ended.run(run(STEPS, whole));
    assertEquals(0, undisturbed.exitCode(), undisturbed.stderr());
    assertTrue(new SavedRun(whole).result().get("result").get("relativeL2").asDouble() < 0.1);
  }

  private static String[] run(int steps, Path out) {
    return OwnProblem.command(classes, RUN + steps, "--out", out.toString());
  }

  private static String[] resume(Path out, String... more) {
    List<String> options = new ArrayList<>(List.of("--quiet"));
    options.addAll(List.of(more));
    return OwnProblem.command(classes, "resume " + out, options.toArray(String[]::new));
  }

  private static void assertIsTheWholeRun(Path actual) throws IOException {
    SavedRun expected = new SavedRun(whole);
    SavedRun pieces = new SavedRun(actual);
    assertArrayEquals(expected.parameters(), pieces.parameters());
    assertEquals(withoutTime(expected.history()), withoutTime(pieces.history()));
    JsonNode result = pieces.result().get("result");
    assertEquals("done", result.get("outcome").asText());
    assertEquals(expected.result().get("result").get("relativeL2"), result.get("relativeL2"));
    assertEquals(expected.result().get("options"), pieces.result().get("options"));
    assertFalse(Files.exists(actual.resolve("checkpoint")), "nothing is left to go on with");
  }

  private static List<List<String>> withoutTime(List<List<String>> history) {
    return history.stream()
        .map(
            row -> {
              List<String> rest = new ArrayList<>(row);
              rest.remove(1);
              return rest;
            })
        .toList();
  }

  /**
   * Each moment is random in its own twelfth of the time after a checkpoint: no sixth of it goes
   * without a kill, as is usual with twenty moments that are random in all of it.
   */
  @Test
  @Tag("slow")
  void aRunThatIsKilledTwelveTimesEndsWithTheBitsOfOneThatIsNot() throws Exception {
    int kills = 12;
    Path out = folder.resolve("out");
    Path checkpoint = out.resolve("checkpoint");
    Random moments = new Random(20);
    for (int kill = 0; kill < kills; kill++) {
      FileTime before = Files.exists(checkpoint) ? Files.getLastModifiedTime(checkpoint) : null;
      Ended.Running running =
          new Ended.Running(List.of(), kill == 0 ? run(STEPS, out) : resume(out));
      while (running.isAlive()
          && (!Files.exists(checkpoint) || Files.getLastModifiedTime(checkpoint).equals(before))) {
        Thread.sleep(2);
      }
      Thread.sleep(Math.round((kill + moments.nextDouble()) / kills * 40));
      assertTrue(running.isAlive(), () -> "ended before the kill: " + running.errorsSoFar());
      running.signal("9");
      assertEquals(137, running.await().exitCode());
    }
    Ended ended = Ended.run(resume(out));
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertIsTheWholeRun(out);
  }

  @Test
  void aTerminatedRunLeavesACheckpointWithoutBeingAskedFor() throws Exception {
    Path out = folder.resolve("out");
    String once = String.join(" ", run(STEPS, out)).replace(" --quiet --checkpoint-every 25", "");
    Ended.Running running = new Ended.Running(List.of(), once.split(" "));
    while (running.isAlive() && !running.errorsSoFar().contains("step")) {
      Thread.sleep(5);
    }
    running.signal("TERM");
    assertEquals(143, running.await().exitCode());
    String optionsFirst = "resume --json --quiet --problem-class MyProblem --classpath %s %s";
    Ended ended = Ended.run(optionsFirst.formatted(classes, out).split(" "));
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertEquals(STEPS, SavedRun.json(ended.stdout()).get("steps").asInt());
    assertIsTheWholeRun(out);

    Ended again = InThisProcess.run(resume(out));
    assertEquals(0, again.exitCode());
    assertEquals(
        List.of("sdze: the run in %s is finished: nothing is left to do".formatted(out)),
        again.errorLines());
  }

  @Test
  void whatCannotBeGoneOnWithIsRefusedWithASentence() throws Exception {
    Path out = folder.resolve("out");
    Ended.Running running = new Ended.Running(List.of(), run(1_000_000, out));
    while (running.isAlive() && !Files.exists(out.resolve("checkpoint"))) {
      Thread.sleep(5);
    }
    running.signal("9");
    running.await();
    byte[] saved = Files.readAllBytes(out.resolve("checkpoint"));

    refused(
        resume(out, "--dim", "7", "--learning-rate=0.25"),
        "is of a solve with dim 6 and not 7, learning-rate 0.5 and not 0.25");
    refused(run(1_000_000, out), "holds a run that is not finished: ./sdze resume");
    refused(("resume " + out + " --quiet").split(" "), "there is no problem \"quadratic-bump\"");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    refused(resume(empty), "the folder " + empty + " holds no run to go on with");
    Files.writeString(empty.resolve("letter.txt"), "Dear Sir");
    refused(resume(empty), "the folder " + empty + " holds no run to go on with");
    refused(resume(folder.resolve("none")), "there is no folder " + folder.resolve("none"));
    Files.writeString(empty.resolve("checkpoint"), "Dear Sir or Madam");
    Ended foreign = InThisProcess.run(resume(empty));
    assertTrue(foreign.exitCode() == 1 || foreign.exitCode() == 2);
    Sentence.check(foreign.errorLines().get(0), "checkpoint");
    assertArrayEquals(saved, Files.readAllBytes(out.resolve("checkpoint")));
  }

  private static void refused(String[] command, String... parts) {
    Ended ended = InThisProcess.run(command);
    assertEquals(2, ended.exitCode(), ended.stderr());
    assertEquals(1, ended.errorLines().size(), ended.stderr());
    Sentence.check(ended.errorLines().get(0), parts);
  }

  /** The page says that the solution may be null. */
  @Test
  void whereTheSolutionIsUnknownTheResidualIsReported() throws IOException {
    String page = OwnProblem.source();
    String known =
        "points -> Arrays.stream(SquaredRadii.of(points)).map(MyProblem::solution).toArray());";
    assertTrue(page.contains(known), page);
    Path unknown = OwnProblem.classes(folder, page.replace(known, "null);"));
    Path out = folder.resolve("out");
    String run = "solve --dim 3 --width 8 --batch 20 --test-points 50 --steps 30 --quiet --out ";
    Ended ended = InThisProcess.run(OwnProblem.command(unknown, run + out));
    assertEquals(0, ended.exitCode(), ended.stderr());
    assertTrue(
        ended.stdout().contains("unknown, as the solution is; the norm of the residual is "),
        ended.stdout());
    assertTrue(new SavedRun(out).result().get("result").get("relativeL2").isNull());
    assertTrue(new SavedRun(out).result().get("result").get("affineBaseline").isNull());
  }

  @Test
  void itIsListedAndSearched() throws IOException {
    Ended list = InThisProcess.run(OwnProblem.command(classes, "list"));
    assertTrue(list.stdout().contains(OwnProblem.NAME + " "), list.stdout());
    Path config =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            {"problem": {"kind": "equation", "name": "quadratic-bump", "dimension": 3},
             "space": {"width": {"kind": "integer", "from": 4, "to": 12}, "batch": 12},
             "score": {"kind": "relative-error", "points": 40},
             "generator": {"kind": "halving", "least": 5, "loops": 1},
             "training": {"steps": 15}}
            """);
    Ended search =
        Ended.run(
            OwnProblem.command(
                classes,
                "search " + config,
                "--json",
                "--quiet",
                "--out",
                folder.resolve("found").toString()));
    assertEquals(0, search.exitCode(), search.stderr());
    List<String> printed = search.stdout().lines().toList();
    assertEquals(0, SavedRun.json(printed.get(printed.size() - 1)).get("failed").asInt());
    assertTrue(Files.exists(folder.resolve("found").resolve("best").resolve("model.zip")));
  }
}
